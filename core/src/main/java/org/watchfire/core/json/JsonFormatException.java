package org.watchfire.core.json;

/** The bytes are not acceptable JSON. The message names the reason and place, never the content. */
public final class JsonFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public JsonFormatException(String message) {
    super(message);
  }

  public JsonFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
