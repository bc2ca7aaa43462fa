package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.rules.index.Bytes;
import org.watchfire.rules.index.Sieve;
import org.watchfire.rules.sigma.Fold;

/**
 * The values of one event, by field number, decoded only when somebody asks. Reused from event to
 * event by one thread.
 *
 * <p>Values are numbered in the order in which they stand in the event. Each is a piece of the JSON
 * text or a Java text; its folded form lies in one common buffer as UTF-8 (a lone surrogate as
 * three bytes), where the indexes work.
 */
final class EventValues {
  /** Stands for all text values of the event: keyword searches. */
  static final int EVERYTHING = -1;

  static final byte ASCII = 0;
  static final byte ESCAPED = 1;
  static final byte UTF8 = 2;
  static final byte TEXT = 3;

  private final FieldSlots slots;
  private final ZoneId defaultZone;

  private final int[] first;
  private final int[] last;
  private final int[] touched;
  private int touchedCount;

  private byte[] json = {};
  private boolean plainJson;
  private int count;
  private int[] from = new int[128];
  private int[] to = new int[128];
  private byte[] kind = new byte[128];
  private String[] plain = new String[128];
  private String[] folded = new String[128];
  private int[] foldedFrom = new int[128];
  private int[] foldedTo = new int[128];

  /** Links of the values of one field: value number and next link. */
  private int[] linkValue = new int[128];

  private int[] linkNext = new int[128];
  private int links;

  private byte[] buffer = new byte[4096];
  private int used;
  private ZoneId zone;

  EventValues(FieldSlots slots, ZoneId defaultZone) {
    this.slots = slots;
    this.defaultZone = defaultZone;
    first = new int[slots.size()];
    last = new int[slots.size()];
    touched = new int[slots.size()];
    Arrays.fill(first, -1);
  }

  private void clear() {
    for (int i = 0; i < touchedCount; i++) {
      first[touched[i]] = -1;
    }
    Arrays.fill(plain, 0, count, null);
    Arrays.fill(folded, 0, count, null);
    touchedCount = 0;
    count = 0;
    links = 0;
    used = 0;
    zone = null;
  }

  /** Reads the event in the bytes; false when it must be read by {@link RawEvent#decode}. */
  boolean read(byte[] event) {
    clear();
    json = event;
    JsonScan scan = new JsonScan(event, this);
    boolean read = scan.run(slots.root());
    plainJson = read && scan.plain();
    return read;
  }

  /** Whether what the sieve looks for, written as JSON, can be in a value of this event. */
  boolean jsonMayContain(Sieve sieve) {
    if (!plainJson) {
      return true;
    }
    for (int v = 0; v < count; v++) {
      if (sieve.any(json, from[v], to[v])) {
        return true;
      }
    }
    return false;
  }

  void read(RawEvent event) {
    clear();
    plainJson = false;
    for (Map.Entry<String, Object> e : event.values().entrySet()) {
      field(e.getKey(), e.getValue());
    }
  }

  private void field(String name, Object value) {
    int[] here = slots.named(name);
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> map) {
          map.forEach((k, v) -> inside(name + "." + k, v));
        } else {
          leaf(here, item);
        }
      }
    } else {
      leaf(here, value);
    }
  }

  /** The fields of an object in an array; what is nested deeper only counts for keywords. */
  private void inside(String name, Object value) {
    if (value instanceof List<?> list) {
      list.forEach(item -> inside(name, item));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(v -> inside("", v));
    } else {
      leaf(name.isEmpty() ? new int[0] : slots.named(name), value);
    }
  }

  private void leaf(int[] here, Object value) {
    if (value instanceof List<?> list) {
      list.forEach(item -> leaf(here, item));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(v -> leaf(new int[0], v));
    } else if (value != null) {
      String text = FieldView.text(value);
      int v = value(0, 0, TEXT, here);
      plain[v] = text;
    }
  }

  /** Adds a value that is a piece of the JSON text. */
  int value(int start, int end, byte how, int[] here) {
    if (count == from.length) {
      grow();
    }
    int v = count++;
    from[v] = start;
    to[v] = end;
    kind[v] = how;
    foldedFrom[v] = -1;
    for (int slot : here) {
      link(slot, v);
    }
    return v;
  }

  /** Adds a value whose text is known. */
  void value(String text, int[] here) {
    plain[value(0, 0, TEXT, here)] = text;
  }

  private void link(int slot, int v) {
    if (links == linkValue.length) {
      linkValue = Arrays.copyOf(linkValue, links * 2);
      linkNext = Arrays.copyOf(linkNext, links * 2);
    }
    linkValue[links] = v;
    linkNext[links] = -1;
    if (first[slot] < 0) {
      first[slot] = links;
      touched[touchedCount++] = slot;
    } else {
      linkNext[last[slot]] = links;
    }
    last[slot] = links++;
  }

  private void grow() {
    int n = from.length * 2;
    from = Arrays.copyOf(from, n);
    to = Arrays.copyOf(to, n);
    kind = Arrays.copyOf(kind, n);
    plain = Arrays.copyOf(plain, n);
    folded = Arrays.copyOf(folded, n);
    foldedFrom = Arrays.copyOf(foldedFrom, n);
    foldedTo = Arrays.copyOf(foldedTo, n);
  }

  /** A cursor over the values of a field, -1 = none left. */
  int begin(int slot) {
    if (slot == EVERYTHING) {
      return count > 0 ? 0 : -1;
    }
    return first[slot];
  }

  int next(int slot, int cursor) {
    if (slot == EVERYTHING) {
      return cursor + 1 < count ? cursor + 1 : -1;
    }
    return linkNext[cursor];
  }

  /** The number of the value at a cursor. */
  int at(int slot, int cursor) {
    return slot == EVERYTHING ? cursor : linkValue[cursor];
  }

  boolean present(int slot) {
    return first[slot] >= 0;
  }

  String plain(int v) {
    String text = plain[v];
    if (text == null) {
      text = decode(v);
      plain[v] = text;
    }
    return text;
  }

  private String decode(int v) {
    int length = to[v] - from[v];
    return switch (kind[v]) {
      case ASCII -> new String(json, from[v], length, java.nio.charset.StandardCharsets.ISO_8859_1);
      case UTF8 -> new String(json, from[v], length, UTF_8);
      default -> unescape(new String(json, from[v], length, UTF_8));
    };
  }

  /** The escapes are known to be right. */
  private static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char e = text.charAt(++i);
      switch (e) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
          i += 4;
        }
        default -> out.append(e);
      }
    }
    return out.toString();
  }

  String folded(int v) {
    String text = folded[v];
    if (text == null) {
      if (kind[v] == ASCII) {
        fold(v);
        text =
            new String(
                buffer,
                foldedFrom[v],
                foldedTo[v] - foldedFrom[v],
                java.nio.charset.StandardCharsets.ISO_8859_1);
      } else {
        text = Fold.fold(plain(v));
      }
      folded[v] = text;
    }
    return text;
  }

  /** Makes sure that the folded bytes of a value are in the buffer. */
  void fold(int v) {
    if (foldedFrom[v] >= 0) {
      return;
    }
    int start = used;
    if (kind[v] == ASCII) {
      reserve(to[v] - from[v] + 8);
      Bytes.lower(json, from[v], to[v], buffer, start);
      used += to[v] - from[v];
    } else if (kind[v] != ESCAPED || !foldEscaped(v)) {
      encode(plain(v));
    }
    foldedFrom[v] = start;
    foldedTo[v] = used;
  }

  /** ASCII with simple escapes; false, changing nothing, when there is more to it. */
  private boolean foldEscaped(int v) {
    int end = to[v];
    reserve(end - from[v] + 8);
    byte[] in = json;
    byte[] out = buffer;
    int o = used;
    int i = from[v];
    while (i < end) {
      int n = Bytes.lowerPlain(in, i, end, out, o);
      i += n;
      o += n;
      if (i == end) {
        break;
      }
      if (in[i] != '\\') {
        return false;
      }
      byte b = in[i + 1];
      switch (b) {
        case 'n' -> b = '\n';
        case 'r' -> b = '\r';
        case 't' -> b = '\t';
        case 'b' -> b = '\b';
        case 'f' -> b = '\f';
        case 'u' -> {
          return false;
        }
        default -> {
          // The character itself: a quote, a slash or a backslash.
        }
      }
      out[o++] = b;
      i += 2;
    }
    used = o;
    return true;
  }

  private void encode(String text) {
    int n = text.length();
    reserve(n * 3 + 8);
    byte[] out = buffer;
    int o = used;
    for (int i = 0; i < n; i++) {
      int c = text.charAt(i);
      if (c >= 0x80) {
        used = Utf8.encode(Fold.fold(text), out, used);
        return;
      }
      out[o++] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    used = o;
  }

  private void reserve(int bytes) {
    if (used + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, used + bytes));
    }
  }

  /** The buffer with the folded forms; its identity changes as values are folded. */
  byte[] buffer() {
    return buffer;
  }

  int foldedFrom(int v) {
    return foldedFrom[v];
  }

  int foldedTo(int v) {
    return foldedTo[v];
  }

  /** Zone of the event, when it names one. */
  ZoneId zone(int timezoneSlot) {
    if (zone == null) {
      int cursor = begin(timezoneSlot);
      String own = cursor < 0 ? null : plain(at(timezoneSlot, cursor));
      zone = FieldView.zone(own, defaultZone);
    }
    return zone;
  }

  /** Name of the field that {@link #zone} reads. */
  static final String ZONE_FIELD = EcsFields.EVENT_TIMEZONE;
}
