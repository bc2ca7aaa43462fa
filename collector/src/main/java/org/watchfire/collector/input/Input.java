package org.watchfire.collector.input;

import java.util.Map;

/** A running source of events with a thread of its own. */
public interface Input extends AutoCloseable {

  /** Id from the configuration. */
  String name();

  /** Reads until {@link #close}. */
  void run() throws InterruptedException;

  /** Bytes that wait to be read, by path; empty for inputs that cannot tell. */
  default Map<String, Long> lag() {
    return Map.of();
  }

  /** Makes {@link #run} return soon. */
  @Override
  void close();
}
