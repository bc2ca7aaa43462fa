package org.watchfire.collector.parse.auth;

import org.watchfire.collector.parse.line.Draft;

/** Reads the messages of one program or family of programs. */
@FunctionalInterface
public interface MessageReader {
  /**
   * Puts what the message says into the draft.
   *
   * @param program name of the program that wrote the message
   * @return false, with the draft unchanged, when the message is none that this reader knows
   */
  boolean read(String program, String message, Draft draft);
}
