package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.sigma.Fold;

/** The quick reader sees the values that {@link RawEvent} and {@link FieldView} see. */
class EventReadingPropertyTest {
  private static final List<String> FIELDS =
      List.of("a", "b", "a.b", "a.b.c", "b.c", "Image", "EventID", "Data", "x y");

  private static final FieldSlots SLOTS = slots();

  private static FieldSlots slots() {
    FieldSlots slots = new FieldSlots();
    slots.slot(EventValues.ZONE_FIELD);
    FIELDS.forEach(slots::slot);
    return slots.freeze();
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
        "a",
        "b",
        "c",
        "a.b",
        "a.b.c",
        "b.c",
        "Image",
        "EventID",
        "winlog",
        "event_data",
        "event_id",
        "winlog.event_data.Image",
        "Event",
        "System",
        "EventData",
        "Data",
        "x y",
        "",
        "other",
        "\\u0061",
        "é");
  }

  @Provide
  Arbitrary<String> scalars() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            6,
            Arbitraries.of(
                "\"\"",
                "\"Abc\"",
                "\"C:\\\\Windows\\\\CMD.exe\"",
                "\"a\\n\\t\\\"q\\\"\"",
                "\"\\u00C9\\u0041\"",
                "\"\\ud83d\\ude00\"",
                "\"\\ud83d\"",
                "\"ÉÀ中文\"",
                "\"ſKİı\"",
                "\"a\\/b\\b\\f\"",
                "\"mixed É \\\\ X\"",
                "true",
                "false",
                "null",
                "0",
                "-0",
                "22",
                "22.0",
                "1e3",
                "-17",
                "1.5E-7",
                "123456789012345678901234567890",
                "1e400",
                "-9223372036854775808",
                "01",
                "+1",
                "1.",
                "tru",
                "\"a\tb\"",
                "\"\\x\"")),
        net.jqwik.api.Tuple.of(
            1,
            Arbitraries.strings()
                .ascii()
                .ofMaxLength(40)
                .map(s -> "\"" + s.replaceAll("[\\\\\"\\x00-\\x1f]", "Z") + "\"")));
  }

  @Provide
  Arbitrary<String> objects() {
    return Arbitraries.lazyOf(
        () -> object(scalars()), () -> object(values()), () -> object(scalars()));
  }

  private Arbitrary<String> values() {
    return Arbitraries.lazyOf(
        this::scalars,
        this::objects,
        () -> scalars().list().ofMaxSize(3).map(l -> "[" + String.join(", ", l) + "]"),
        () -> objects().list().ofMaxSize(2).map(l -> "[" + String.join(",", l) + "]"));
  }

  private Arbitrary<String> object(Arbitrary<String> value) {
    return Combinators.combine(names(), value)
        .as((n, v) -> "\"" + n + "\": " + v)
        .list()
        .ofMaxSize(5)
        .map(l -> "{" + String.join(" ,", l) + "}");
  }

  @Property(tries = 4000)
  void bothReadersSeeTheSame(@ForAll("objects") String json) {
    compare(json.getBytes(UTF_8));
  }

  @Property(tries = 4000)
  void damagedTextIsReadAsTheSlowReaderReadsIt(
      @ForAll("objects") String json, @ForAll int place, @ForAll byte other) {
    byte[] bytes = json.getBytes(UTF_8);
    bytes[Math.floorMod(place, bytes.length)] = other;
    compare(bytes);
    compare(Arrays.copyOf(bytes, Math.floorMod(place, bytes.length)));
  }

  @Test
  void deepNestingIsLeftToTheSlowReader() {
    for (int depth : new int[] {10, 59, 61, 63, 64, 65, 200}) {
      compare(("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(UTF_8));
      compare(("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8));
    }
  }

  static void compare(byte[] json) {
    EventValues quick = new EventValues(SLOTS, ZoneOffset.UTC);
    RawEvent slow;
    try {
      slow = RawEvent.decode(json);
    } catch (EventFormatException e) {
      assertThat(quick.read(json)).as("accepted: " + new String(json, UTF_8)).isFalse();
      return;
    }
    FieldView view = new FieldView(slow, ZoneOffset.UTC);
    if (quick.read(json)) {
      check(quick, view, new String(json, UTF_8));
    }
    quick.read(slow);
    check(quick, view, new String(json, UTF_8));
  }

  private static void check(EventValues quick, FieldView view, String json) {
    for (String field : FIELDS) {
      int slot = SLOTS.slot(field);
      assertThat(plain(quick, slot))
          .as(field + " of " + json)
          .containsExactlyInAnyOrder(view.values(field).plain());
      assertThat(quick.present(slot)).isEqualTo(view.present(field));
    }
    assertThat(plain(quick, EventValues.EVERYTHING))
        .as(json)
        .containsExactlyInAnyOrder(view.values(null).plain());
  }

  private static List<String> plain(EventValues e, int slot) {
    List<String> out = new ArrayList<>();
    for (int c = e.begin(slot); c >= 0; c = e.next(slot, c)) {
      int v = e.at(slot, c);
      e.fold(v);
      byte[] folded = Arrays.copyOfRange(e.buffer(), e.foldedFrom(v), e.foldedTo(v));
      String text = e.plain(v);
      assertThat(folded).isEqualTo(Utf8.bytes(Fold.fold(text)));
      assertThat(e.folded(v)).isEqualTo(Fold.fold(text));
      out.add(text);
    }
    return out;
  }
}
