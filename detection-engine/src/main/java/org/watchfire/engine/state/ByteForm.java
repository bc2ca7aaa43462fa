package org.watchfire.engine.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.watchfire.core.stamp.StampTracker;
import org.watchfire.rules.alert.Episode;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.correlate.Window;

/**
 * The classes that Flink moves or keeps for us, and how each becomes bytes. Names are part of
 * checkpoints.
 */
public enum ByteForm {
  INCOMING(Incoming.class, true, o -> incoming((Incoming) o), ByteForm::incoming),
  CORRELATED(Correlated.class, true, o -> correlated((Correlated) o), ByteForm::correlated),
  SIGNAL(Signal.class, true, o -> ((Signal) o).toBytes(), Signal::fromBytes),
  OUTGOING(Outgoing.class, true, o -> outgoing((Outgoing) o), ByteForm::outgoing),
  POLICY(PolicyEntry.class, true, o -> policy((PolicyEntry) o), ByteForm::policy),
  TRACKER(StampTracker.class, false, o -> ((StampTracker) o).toBytes(), StampTracker::fromBytes),
  WINDOW(Window.class, false, o -> ((Window) o).toBytes(), Window::fromBytes),
  EPISODE(Episode.class, false, o -> ((Episode) o).toBytes(), Episode::fromBytes);

  private static final byte FORMAT = 1;

  /** Since correlations can be chained; matches of format 1 are for the first level. */
  private static final byte CHAINED = 2;

  private final Class<?> type;
  private final boolean immutable;
  private final Function<Object, byte[]> encoder;
  private final Function<byte[], Object> decoder;

  ByteForm(
      Class<?> type,
      boolean immutable,
      Function<Object, byte[]> encoder,
      Function<byte[], Object> decoder) {
    this.type = type;
    this.immutable = immutable;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  Class<?> type() {
    return type;
  }

  boolean immutable() {
    return immutable;
  }

  public byte[] encode(Object o) {
    return encoder.apply(o);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not of this form
   */
  public Object decode(byte[] bytes) {
    return decoder.apply(bytes);
  }

  /** Writes fields behind a format byte. */
  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads what a {@link Writer} wrote. */
  private interface Reader {
    Object read(DataInputStream in) throws IOException;
  }

  private static byte[] write(Writer writer) {
    return write(FORMAT, writer);
  }

  private static byte[] write(byte format, Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(format);
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes, Reader reader) {
    return read(FORMAT, bytes, reader);
  }

  private static Object read(byte format, byte[] bytes, Reader reader) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != format) {
        throw new IllegalArgumentException("unknown format");
      }
      return reader.read(in);
    } catch (IOException e) {
      throw new IllegalArgumentException("bytes are cut off", e);
    }
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    if (length > in.available()) {
      throw new IOException("length is beyond the end");
    }
    return in.readNBytes(length);
  }

  private static byte[] incoming(Incoming r) {
    return write(
        out -> {
          out.writeInt(r.partition());
          out.writeLong(r.offset());
          out.writeLong(r.logTime());
          bytes(out, r.key());
          bytes(out, r.value());
          out.writeInt(r.headers().size());
          for (Map.Entry<String, byte[]> h : r.headers().entrySet()) {
            bytes(out, h.getKey().getBytes(UTF_8));
            bytes(out, h.getValue());
          }
        });
  }

  private static Object incoming(byte[] form) {
    return read(
        form,
        in -> {
          int partition = in.readInt();
          long offset = in.readLong();
          long logTime = in.readLong();
          byte[] key = bytes(in);
          byte[] value = bytes(in);
          int n = in.readInt();
          Map<String, byte[]> headers = new LinkedHashMap<>();
          for (int i = 0; i < n; i++) {
            headers.put(new String(bytes(in), UTF_8), bytes(in));
          }
          return new Incoming(partition, offset, logTime, key, headers, value);
        });
  }

  private static byte[] correlated(Correlated c) {
    return write(
        CHAINED,
        out -> {
          bytes(out, c.ruleId().getBytes(UTF_8));
          out.writeInt(c.level());
          out.writeLong(c.policyVersion());
          out.writeInt(c.group().size());
          for (String value : c.group()) {
            bytes(out, value.getBytes(UTF_8));
          }
          Window.write(out, c.occurrence());
        });
  }

  private static Object correlated(byte[] form) {
    boolean old = form.length > 0 && form[0] == FORMAT;
    return read(
        old ? FORMAT : CHAINED,
        form,
        in -> {
          String rule = text(in);
          int level = old ? 1 : in.readInt();
          long policy = in.readLong();
          int n = in.readInt();
          List<String> group = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            group.add(text(in));
          }
          Occurrence occurrence = old ? Window.readOld(in) : Window.read(in);
          return new Correlated(rule, level, policy, List.copyOf(group), occurrence);
        });
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] utf8 = bytes(in);
    if (utf8 == null) {
      throw new IOException("text is missing");
    }
    return new String(utf8, UTF_8);
  }

  private static byte[] outgoing(Outgoing o) {
    return write(
        out -> {
          bytes(out, o.key());
          bytes(out, o.value());
        });
  }

  private static Object outgoing(byte[] form) {
    return read(form, in -> new Outgoing(bytes(in), bytes(in)));
  }

  private static byte[] policy(PolicyEntry p) {
    return write(out -> bytes(out, p.json()));
  }

  private static Object policy(byte[] form) {
    return read(form, in -> PolicyEntry.fromJson(bytes(in)));
  }
}
