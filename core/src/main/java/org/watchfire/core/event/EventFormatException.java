package org.watchfire.core.event;

/**
 * The bytes are not an acceptable event document. The message names the reason, never the content.
 */
public final class EventFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public EventFormatException(String message) {
    super(message);
  }

  public EventFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
