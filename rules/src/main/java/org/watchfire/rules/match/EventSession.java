package org.watchfire.rules.match;

import java.util.List;
import org.watchfire.core.event.EventFormatException;

/**
 * Reads an event and matches it in two steps, for those who want to know what each takes. Not
 * thread-safe.
 */
public interface EventSession {
  /**
   * Reads the event in these bytes, which must not change until it is matched.
   *
   * @throws EventFormatException when the bytes are not exactly one JSON object within the limits
   */
  void read(byte[] json) throws EventFormatException;

  /**
   * All rules that hold for the event read last, in the order the rules were given in.
   *
   * @throws EventFormatException never for what {@link #read} took
   */
  List<Match> match() throws EventFormatException;
}
