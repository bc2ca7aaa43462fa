package org.watchfire.collector.spool;

/**
 * Told what went wrong inside the spool, so that it becomes a log line, a counter and an event.
 * Must not block.
 */
public interface SpoolListener {

  /** Bytes of a segment could not be read; a copy is kept in quarantine. */
  void damaged(String segment, long bytes, String reason);

  /** Events {@code first..last} of an epoch are gone for good. */
  void lost(long epoch, long first, long last);

  /** Writing failed and is retried; called once per episode. */
  void writeFailed(String reason);

  /** The quota is reached: appending waits. Called once per episode. */
  void full(long bytes, long quota);

  /** A higher epoch began because the old one could not be continued. */
  void newEpoch(long epoch, String reason);
}
