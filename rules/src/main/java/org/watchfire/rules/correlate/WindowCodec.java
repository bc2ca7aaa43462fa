package org.watchfire.rules.correlate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Windows and occurrences as bytes. Format 2: format byte, number of matches, then per match
 * arrival (8), flags (1), matches it stands for (4) and the occurrence: step (4), time (8), id,
 * value, details, fields, origin. Texts as length (4) and UTF-8; maps as number (4), then name and
 * value each; an origin as 0, or 1, branch, first (8), weight (8), number (4) of occurrences and
 * these. Format 1, which has neither the number of matches nor fields and origin, is still read.
 */
final class WindowCodec {
  static final byte FORMAT = 2;
  private static final byte OLD = 1;

  /** Origins hold matches of events only, which have none: damaged bytes must not nest deeper. */
  private static final int MAX_NESTING = 1;

  private WindowCodec() {}

  static byte[] encode(List<Entry> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + entries.size() * 96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeInt(entries.size());
      for (Entry e : entries) {
        out.writeLong(e.arrived);
        out.writeByte(e.flags);
        out.writeInt(e.matches);
        write(out, e.what);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static List<Entry> decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      int count = in.readInt();
      if ((format != FORMAT && format != OLD) || count < 0) {
        throw new IllegalArgumentException("not a correlation window of format 1 or " + FORMAT);
      }
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Entry e = new Entry();
        e.arrived = in.readLong();
        e.flags = in.readByte();
        e.matches = format == OLD ? 1 : in.readInt();
        e.what = format == OLD ? readOld(in) : read(in);
        check(e);
        entries.add(e);
      }
      if (in.available() > 0) {
        throw new IllegalArgumentException("a correlation window has bytes left over");
      }
      return entries;
    } catch (IOException e) {
      throw new IllegalArgumentException("a correlation window is cut off", e);
    }
  }

  private static void check(Entry e) {
    if (e.matches < 1) {
      throw new IllegalArgumentException("a correlation window counts less than one match");
    }
    if (e.matches > 1) {
      try {
        new BigDecimal(e.what.value());
      } catch (NumberFormatException x) {
        throw new IllegalArgumentException("a correlation window has a sum that is no number", x);
      }
    }
  }

  static void write(DataOutputStream out, Occurrence o) throws IOException {
    out.writeInt(o.step());
    out.writeLong(o.timestamp());
    text(out, o.eventId());
    text(out, o.value());
    texts(out, o.details());
    texts(out, o.fields());
    Occurrence.Origin origin = o.origin();
    out.writeByte(origin == null ? 0 : 1);
    if (origin != null) {
      text(out, origin.branch());
      out.writeLong(origin.first());
      out.writeLong(origin.weight());
      out.writeInt(origin.evidence().size());
      for (Occurrence leaf : origin.evidence()) {
        write(out, leaf);
      }
    }
  }

  static Occurrence read(DataInputStream in) throws IOException {
    return read(in, 0);
  }

  private static Occurrence read(DataInputStream in, int depth) throws IOException {
    Occurrence plain = readOld(in);
    Map<String, String> fields = texts(in);
    Occurrence.Origin origin = null;
    if (in.readByte() != 0) {
      if (depth >= MAX_NESTING) {
        throw new IOException("an origin within an origin");
      }
      String branch = text(in);
      long first = in.readLong();
      long weight = in.readLong();
      int n = in.readInt();
      List<Occurrence> evidence = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        evidence.add(read(in, depth + 1));
      }
      origin = new Occurrence.Origin(branch, first, weight, evidence);
    }
    return new Occurrence(
        plain.step(),
        plain.eventId(),
        plain.timestamp(),
        plain.value(),
        plain.details(),
        fields,
        origin);
  }

  /** An occurrence of format 1, with which one of format 2 begins. */
  static Occurrence readOld(DataInputStream in) throws IOException {
    int step = in.readInt();
    long timestamp = in.readLong();
    String id = text(in);
    String value = text(in);
    return new Occurrence(step, id, timestamp, value, texts(in));
  }

  private static void texts(DataOutputStream out, Map<String, String> texts) throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> t : texts.entrySet()) {
      text(out, t.getKey());
      text(out, t.getValue());
    }
  }

  private static Map<String, String> texts(DataInputStream in) throws IOException {
    int n = in.readInt();
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < n; i++) {
      String name = text(in);
      texts.put(name, text(in));
    }
    return texts;
  }

  private static void text(DataOutputStream out, String s) throws IOException {
    byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > 1 << 20) {
      throw new IOException("text of " + length + " bytes");
    }
    byte[] utf8 = in.readNBytes(length);
    if (utf8.length != length) {
      throw new IOException("text is cut off");
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
