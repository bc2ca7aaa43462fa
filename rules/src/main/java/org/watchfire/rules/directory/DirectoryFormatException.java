package org.watchfire.rules.directory;

/**
 * A policy object whose body does not have the form of its type; the message names object, key and
 * expectation.
 */
public final class DirectoryFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  DirectoryFormatException(String message) {
    super(message);
  }
}
