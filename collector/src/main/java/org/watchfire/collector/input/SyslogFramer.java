package org.watchfire.collector.input;

import java.io.ByteArrayOutputStream;

/**
 * Cuts the byte stream of a syslog TCP connection into messages (RFC 6587): each message is either
 * octet-counted ({@code 83 <34>1 …}) or ends with LF or NUL. Decided anew at every message, since
 * senders mix. A message beyond the limit is handed out cut and the rest is passed over. What
 * begins like a count but is none is taken as a line, so that no byte is lost. Not thread-safe.
 */
public final class SyslogFramer {

  private static final int MAX_DIGITS = 9;

  /** Receives messages. */
  @FunctionalInterface
  public interface Sink {
    void message(byte[] bytes, boolean truncated) throws InterruptedException;
  }

  private enum State {
    START,
    COUNT,
    COUNTED,
    LINE
  }

  private final int limit;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream(512);
  private State state = State.START;
  private long remaining;
  private boolean truncated;
  private long malformed;

  public SyslogFramer(int limit) {
    this.limit = limit;
  }

  /** Counts that were none. */
  public long malformed() {
    return malformed;
  }

  /** Takes the next bytes of the connection. */
  public void feed(byte[] bytes, int from, int length, Sink sink) throws InterruptedException {
    int at = from;
    int end = from + length;
    while (at < end) {
      byte b = bytes[at];
      switch (state) {
        case START -> {
          if (b == '\n' || b == '\r' || b == 0) {
            at++;
          } else if (b >= '1' && b <= '9') {
            state = State.COUNT;
          } else {
            state = State.LINE;
          }
        }
        case COUNT -> {
          if (b >= '0' && b <= '9' && message.size() < MAX_DIGITS) {
            message.write(b);
            at++;
          } else if (b == ' ') {
            remaining =
                Long.parseLong(message.toString(java.nio.charset.StandardCharsets.US_ASCII));
            message.reset();
            state = State.COUNTED;
            at++;
          } else {
            malformed++;
            state = State.LINE;
          }
        }
        case COUNTED -> {
          int n = (int) Math.min(remaining, end - at);
          keep(bytes, at, n);
          at += n;
          remaining -= n;
          if (remaining == 0) {
            give(sink);
          }
        }
        case LINE -> {
          int stop = at;
          while (stop < end && bytes[stop] != '\n' && bytes[stop] != 0) {
            stop++;
          }
          keep(bytes, at, stop - at);
          at = stop;
          if (stop < end) {
            at++;
            give(sink);
          }
        }
        default -> throw new IllegalStateException(state.name());
      }
    }
  }

  /** The connection ended: what was begun is a message too. */
  public void finish(Sink sink) throws InterruptedException {
    if (message.size() > 0) {
      truncated |= state == State.COUNTED;
      give(sink);
    }
    state = State.START;
  }

  private void keep(byte[] bytes, int from, int length) {
    int room = limit - message.size();
    if (length > room) {
      truncated = true;
    }
    if (room > 0 && length > 0) {
      message.write(bytes, from, Math.min(length, room));
    }
  }

  private void give(Sink sink) throws InterruptedException {
    byte[] bytes = trimmed(message.toByteArray());
    boolean cut = truncated;
    message.reset();
    truncated = false;
    state = State.START;
    if (bytes.length > 0) {
      sink.message(bytes, cut);
    }
  }

  /** Without the line end that some senders count in or put before NUL. */
  static byte[] trimmed(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == 0)) {
      end--;
    }
    return end == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, end);
  }
}
