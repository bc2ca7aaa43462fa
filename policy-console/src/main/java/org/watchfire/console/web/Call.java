package org.watchfire.console.web;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.watchfire.console.identity.Caller;

/** One request that passed the gate, with the readings of its parts that routes need. */
public final class Call {
  /** Largest body that is read, in bytes. */
  static final int MAX_BODY = 1 << 20;

  private static final int MAX_TEXT = 2_000;
  private static final Pattern VERSION = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");

  private final Context context;
  private final Caller caller;
  private byte[] body;
  private byte[] answered;

  Call(Context context, Caller caller) {
    this.context = context;
    this.caller = caller;
  }

  /** Who calls; null only on a route that is open to anyone. */
  public Caller caller() {
    return caller;
  }

  /** Where the request comes from: an IP address. */
  public String address() {
    return address(context);
  }

  static String address(Context context) {
    String ip = context.ip();
    // Jetty writes IPv6 addresses in brackets.
    return ip.startsWith("[") && ip.endsWith("]") ? ip.substring(1, ip.length() - 1) : ip;
  }

  public String path(String name) {
    return checked(name, context.pathParam(name));
  }

  /** A query parameter; null when absent or empty. */
  public String query(String name) {
    List<String> values = context.queryParams(name);
    if (values.size() > 1) {
      throw Refusal.invalid("parameter " + name + " is given more than once");
    }
    String value = values.isEmpty() ? "" : checked(name, values.get(0));
    return value.isEmpty() ? null : value;
  }

  /** A comma-separated query parameter; empty when absent. */
  public List<String> queryList(String name) {
    String value = query(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(String::trim).filter(s -> !s.isEmpty()).toList();
  }

  /** A whole number within bounds. */
  public int queryInt(String name, int fallback, int min, int max) {
    String value = query(name);
    if (value == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the refusal, which says what is expected.
    }
    throw Refusal.invalid(
        "parameter " + name + " expects a whole number from " + min + " to " + max);
  }

  /** An ISO-8601 instant; null when absent. */
  public Instant queryInstant(String name) {
    String value = query(name);
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusal.invalid("parameter " + name + " expects a time such as 2026-11-21T08:00:00Z");
    }
  }

  /** The version in {@code If-Match}; -1 when the header is absent. */
  public long ifMatch() {
    String header = context.header("If-Match");
    if (header == null) {
      return -1;
    }
    var match = VERSION.matcher(header.trim());
    if (!match.matches()) {
      throw Refusal.invalid("If-Match expects the version as a quoted number");
    }
    return Long.parseLong(match.group(1));
  }

  /** Whether the body is said to be JSON, or there is none. */
  boolean hasJsonBody() {
    return context.contentType() == null || isJson();
  }

  private boolean isJson() {
    String contentType = context.contentType();
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).matches("application/json(\\s*;.*)?");
  }

  /** The body as a record. */
  public <T> T body(Class<T> type) {
    if (!isJson()) {
      throw new Refusal(415, "media-type", "the body must be application/json");
    }
    return StrictJson.read(bytes(), type);
  }

  public void json(Object value) {
    answer(200, value);
  }

  public void answer(int status, Object value) {
    again(status, StrictJson.write(value));
  }

  /** Answers with JSON that was written before. */
  void again(int status, byte[] json) {
    answered = json;
    context.status(status);
    if (json.length > 0) {
      context.contentType("application/json").result(json);
    }
  }

  /** The answer as it was written; none for a download. */
  Optional<byte[]> answered() {
    return Optional.ofNullable(answered);
  }

  /** Writes the body of a download. */
  @FunctionalInterface
  public interface Download {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Answers with a file that is made while it is sent. What {@code download} throws before it has
   * written becomes a problem like any other; later the answer just ends, and the file must show
   * that itself.
   *
   * @param fileName of ASCII letters, digits, dots and hyphens
   */
  public void download(String contentType, String fileName, Download download) {
    context.status(200).contentType(contentType);
    context.header("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    try {
      // Not the framework's stream: it would compress on its own account.
      download.to(context.res().getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(fileName + " could not be sent", e);
    }
  }

  public void noContent() {
    again(204, new byte[0]);
  }

  /** Adds a header to the answer. */
  public void header(String name, String value) {
    context.header(name, value);
  }

  Context context() {
    return context;
  }

  /**
   * The body as it comes, whatever its type; reading beyond a limit is refused.
   *
   * @param max most bytes
   */
  public InputStream upload(long max) {
    InputStream in;
    try {
      in = body == null ? context.req().getInputStream() : new ByteArrayInputStream(body);
    } catch (IOException e) {
      throw new Refusal(400, "body", "the body could not be read");
    }
    return new FilterInputStream(in) {
      private long read;

      @Override
      public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int some = super.read(into, from, length);
        count(Math.max(some, 0));
        return some;
      }

      private void count(int more) {
        read += more;
        if (read > max) {
          throw new Refusal(413, "too-large", "the body is larger than " + max + " bytes");
        }
      }
    };
  }

  /** The whole body, however often it is asked for. */
  byte[] bytes() {
    if (body == null) {
      body = read();
    }
    return body;
  }

  private byte[] read() {
    // Not the framework's reader: that one trusts Content-Length, which a chunked body does not
    // have.
    try (InputStream in = context.req().getInputStream()) {
      byte[] read = in.readNBytes(MAX_BODY + 1);
      if (read.length > MAX_BODY) {
        throw new Refusal(413, "too-large", "the body is larger than " + MAX_BODY + " bytes");
      }
      return read;
    } catch (IOException e) {
      throw new Refusal(400, "body", "the body could not be read");
    }
  }

  private static String checked(String name, String value) {
    if (value.length() > MAX_TEXT || value.indexOf('\0') >= 0) {
      throw Refusal.invalid(
          "parameter " + name + " is longer than " + MAX_TEXT + " or holds a NUL");
    }
    return value;
  }
}
