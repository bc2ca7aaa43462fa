package org.watchfire.collector.parse;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Turns the records of one input into events.
 *
 * <p>One instance per input stream (a generation of a file, one connection); not thread-safe. No
 * line is lost: each one either becomes part of an event, or becomes an event of kind {@code
 * pipeline_error} that says why it could not be read. Nothing that a source can write makes a
 * method of this interface throw.
 */
public interface LineParser {

  /**
   * Takes one line and hands zero or more events to {@code out}. Fewer than one means that the line
   * is held back until the record that it belongs to is complete (audit records of one serial,
   * quoted line breaks in CSV).
   */
  void accept(Line line, Consumer<Parsed> out);

  /** Gives out what is held back: end of input, or idle for longer than {@link #holdTime()}. */
  default void flush(Consumer<Parsed> out) {}

  /**
   * Offset of the earliest line held back; empty when none is. The caller may not commit an offset
   * past it.
   */
  default OptionalLong heldFrom() {
    return OptionalLong.empty();
  }

  /** How long a held line may wait for its successors on an idle input before it is flushed. */
  default Duration holdTime() {
    return Duration.ofSeconds(2);
  }
}
