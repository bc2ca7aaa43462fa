package org.watchfire.collector.parse.line;

/** The format of a source in which one line is one event. May hold state of its stream. */
@FunctionalInterface
public interface LineFormat {
  /**
   * Reads one line into the draft.
   *
   * @param text the decoded line, neither empty nor binary
   * @return null when read, otherwise one of {@link Problems}; what was put is then discarded
   */
  String read(String text, Draft draft);
}
