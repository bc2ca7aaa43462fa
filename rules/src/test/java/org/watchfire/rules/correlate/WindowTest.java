package org.watchfire.rules.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.sigma.Comparison;
import org.watchfire.rules.sigma.CorrelationRule.Type;
import org.watchfire.rules.sigma.Threshold;

class WindowTest {
  private static CorrelationSpec spec(Type type, long span, Comparison c, long limit, int steps) {
    return new CorrelationSpec(
        type, span, new Threshold(List.of(new Threshold.Bound(c, limit))), steps);
  }

  private static Occurrence at(long time, String id, int step, String value) {
    return new Occurrence(step, id, time, value, Map.of("user.name", "u" + id));
  }

  private static List<Fire> feed(Window w, CorrelationSpec spec, Occurrence... all) {
    List<Fire> fires = new ArrayList<>();
    for (Occurrence o : all) {
      fires.addAll(w.add(spec, o, 0, Long.MIN_VALUE));
    }
    return fires;
  }

  @Test
  void theWindowSlides() {
    CorrelationSpec three = spec(Type.EVENT_COUNT, 60, Comparison.GTE, 3, 1);
    Window w = new Window();
    assertThat(feed(w, three, at(59, "a", 0, ""), at(61, "b", 0, ""))).isEmpty();
    List<Fire> fires = feed(w, three, at(119, "c", 0, ""));
    assertThat(fires).hasSize(1);
    assertThat(fires.get(0).trigger().eventId()).isEqualTo("c");
    assertThat(fires.get(0).observed()).isEqualByComparingTo("3");
    assertThat(fires.get(0).freshTotal()).isEqualTo(3);
    assertThat(feed(w, three, at(122, "d", 0, ""))).isEmpty();
    assertThat(feed(w, three, at(122, "e", 0, "")).get(0).freshTotal()).isEqualTo(2);
  }

  @Test
  void theSameEventCountsOnce() {
    CorrelationSpec two = spec(Type.EVENT_COUNT, 60, Comparison.GTE, 2, 1);
    assertThat(feed(new Window(), two, at(1, "a", 0, ""), at(1, "a", 0, ""))).isEmpty();
  }

  @Test
  void anEarlierMatchThatComesLateCompletesALaterOne() {
    CorrelationSpec two = spec(Type.EVENT_COUNT, 60, Comparison.GTE, 2, 1);
    List<Fire> fires = feed(new Window(), two, at(50, "b", 0, ""), at(10, "a", 0, ""));
    assertThat(fires).hasSize(1);
    assertThat(fires.get(0).trigger().eventId()).isEqualTo("b");
  }

  @Test
  void countsDistinctValues() {
    CorrelationSpec three = spec(Type.VALUE_COUNT, 60, Comparison.GTE, 3, 1);
    Window w = new Window();
    assertThat(feed(w, three, at(1, "a", 0, "x"), at(2, "b", 0, "x"), at(3, "c", 0, "y")))
        .isEmpty();
    assertThat(feed(w, three, at(4, "d", 0, "z")).get(0).observed()).isEqualByComparingTo("3");
  }

  @Test
  void ordersSteps() {
    CorrelationSpec ordered = spec(Type.TEMPORAL_ORDERED, 60, Comparison.GTE, 2, 2);
    assertThat(feed(new Window(), ordered, at(1, "a", 1, ""), at(2, "b", 0, ""))).isEmpty();
    assertThat(feed(new Window(), ordered, at(1, "a", 0, ""), at(2, "b", 1, ""))).hasSize(1);
    assertThat(feed(new Window(), ordered, at(2, "b", 1, ""), at(1, "a", 0, ""))).hasSize(1);
    assertThat(feed(new Window(), ordered, at(1, "a", 0, ""), at(62, "b", 1, ""))).isEmpty();
    assertThat(feed(new Window(), ordered, at(1, "a", 0, ""), at(1, "a", 1, "")))
        .as("one event is not its own successor")
        .isEmpty();
    assertThat(feed(new Window(), ordered, at(5, "b", 1, ""), at(5, "c", 0, "")))
        .as("events of one second may be in any order")
        .hasSize(1);
  }

  @Test
  void whatCanBecomeFalseWaitsForTheWatermark() {
    CorrelationSpec few = spec(Type.EVENT_COUNT, 60, Comparison.EQ, 2, 1);
    Window w = new Window();
    assertThat(feed(w, few, at(1, "a", 0, ""), at(30, "c", 0, ""))).isEmpty();
    assertThat(w.nextJudgement(few)).isEqualTo(1);
    assertThat(feed(w, few, at(20, "b", 0, ""))).isEmpty();
    List<Fire> fires = w.advance(few, 40);
    assertThat(fires).extracting(f -> f.trigger().eventId()).containsExactly("b");
    assertThat(w.nextJudgement(few)).isEqualTo(Long.MAX_VALUE);
    assertThat(w.advance(few, 100)).isEmpty();
  }

  @Test
  void staysBoundedAndStillFires() {
    CorrelationSpec ten = spec(Type.EVENT_COUNT, 1_000_000, Comparison.GTE, 10, 1);
    Window w = new Window();
    long fires = 0;
    for (int i = 0; i < 20_000; i++) {
      fires += w.add(ten, at(i, "e" + i, 0, ""), i, i).size();
    }
    assertThat(fires).isEqualTo(20_000 - 9);
    assertThat(w.size()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void noiseOfOneValueDoesNotDriveOthersOut() {
    CorrelationSpec five = spec(Type.VALUE_COUNT, 1_000_000, Comparison.GTE, 5, 1);
    Window w = new Window();
    int fires = 0;
    for (int i = 0; i < 50_000; i++) {
      String value = i % 10_000 == 0 ? "rare" + i : "noise";
      fires += w.add(five, at(i, String.format("e%06d", i), 0, value), i, i).isEmpty() ? 0 : 1;
    }
    assertThat(fires).isPositive();
    assertThat(w.size()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void forgetsOnlyWhatIsOldInBothTimes() {
    CorrelationSpec two = spec(Type.EVENT_COUNT, 60, Comparison.GTE, 2, 1);
    Window w = new Window();
    w.add(two, at(0, "old", 0, ""), 1_000, 0);
    w.add(two, at(1_000, "new", 0, ""), 5_000, 0);
    w.evict(two, 10, 5_000, 4_500);
    assertThat(w.size()).as("it came lately").isEqualTo(2);
    w.evict(two, 10, 5_600, 4_500);
    assertThat(w.size()).isEqualTo(1);
  }

  @Test
  void survivesItsByteForm() {
    CorrelationSpec three = spec(Type.VALUE_COUNT, 60, Comparison.GTE, 3, 1);
    Window w = new Window();
    feed(w, three, at(1, "a", 0, "x"), at(2, "b", 0, "ÿ…"), at(3, "c", 0, "z"));
    Window again = Window.fromBytes(w.toBytes());
    assertThat(again.toBytes()).isEqualTo(w.toBytes());
    Fire fire = feed(again, three, at(4, "d", 0, "q")).get(0);
    assertThat(fire.observed()).isEqualByComparingTo("4");
    assertThat(fire.freshTotal()).isEqualTo(1);
  }

  @Test
  void refusesForeignBytes() {
    assertThatThrownBy(() -> Window.fromBytes(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Window.fromBytes(new byte[] {9, 0, 0, 0, 0}))
        .hasMessageContaining("format 1 or 2");
    byte[] cut = Arrays.copyOf(new Window().toBytes(), 4);
    assertThatThrownBy(() -> Window.fromBytes(cut)).hasMessageContaining("cut off");
  }

  @Test
  void partOfTheRulesIsEnoughWhenTheConditionSaysSo() {
    CorrelationSpec two = spec(Type.TEMPORAL, 60, Comparison.GTE, 2, 3);
    assertThat(feed(new Window(), two, at(1, "a", 2, ""), at(2, "b", 0, ""))).hasSize(1);
    CorrelationSpec ordered = spec(Type.TEMPORAL_ORDERED, 60, Comparison.GTE, 2, 3);
    assertThat(feed(new Window(), ordered, at(1, "a", 2, ""), at(2, "b", 0, ""))).isEmpty();
    List<Fire> fires = feed(new Window(), ordered, at(1, "a", 0, ""), at(2, "b", 2, ""));
    assertThat(fires.get(0).observed()).isEqualByComparingTo("2");
  }

  @Test
  void countsBeyondTheirLimitAreStillBeyondItWhenAWindowIsFull() {
    CorrelationSpec few = spec(Type.EVENT_COUNT, 1_000_000_000, Comparison.LTE, 6_000, 1);
    Window w = new Window();
    long fires = 0;
    for (int i = 0; i < 30_000; i++) {
      fires += w.add(few, at(i, String.format("e%06d", i), 0, ""), i, i - 1).size();
      fires += w.advance(few, i).size();
    }
    assertThat(fires).isEqualTo(6_000);
    assertThat(w.size()).isLessThanOrEqualTo(20_000);
  }

  @Test
  void aSumOverAFullWindowIsThatOfAllItsMatches() {
    int n = 25_000;
    CorrelationSpec sum = spec(Type.VALUE_SUM, 10L * n, Comparison.GTE, n, 1);
    Window w = new Window();
    List<Fire> fires = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      fires.addAll(w.add(sum, at(i, String.format("e%06d", i), 0, "1"), i, i - 1));
      fires.addAll(w.advance(sum, i));
    }
    assertThat(fires).hasSize(1);
    assertThat(fires.get(0).observed()).isEqualByComparingTo(Integer.toString(n));
    assertThat(fires.get(0).freshTotal()).isEqualTo(n);
    assertThat(w.size()).isLessThanOrEqualTo(10_000);
    assertThat(Window.fromBytes(w.toBytes()).toBytes()).isEqualTo(w.toBytes());
  }

  @Test
  void aFullOrderStillFindsItsBeginning() {
    CorrelationSpec ordered = spec(Type.TEMPORAL_ORDERED, 1_000_000, Comparison.GTE, 3, 3);
    Window w = new Window();
    feed(w, ordered, at(0, "a", 0, ""));
    for (int i = 1; i < 5_000; i++) {
      feed(w, ordered, at(i, String.format("b%06d", i), 1, ""));
    }
    assertThat(w.size()).isLessThanOrEqualTo(1_000);
    assertThat(feed(w, ordered, at(5_000, "c", 2, ""))).hasSize(1);
  }

  @Test
  void aLateMatchIsJudgedAtOnceWithThoseItChanges() {
    CorrelationSpec two = spec(Type.EVENT_COUNT, 60, Comparison.EQ, 2, 1);
    Window w = new Window();
    feed(w, two, at(50, "b", 0, ""));
    assertThat(w.advance(two, 100)).isEmpty();
    List<Fire> fires = w.add(two, at(10, "a", 0, ""), 0, 100);
    assertThat(fires).extracting(f -> f.trigger().eventId()).containsExactly("b");
    assertThat(w.add(two, at(5, "z", 0, ""), 0, 100))
        .as("three by now, but what fired stays fired; the second one is two")
        .extracting(f -> f.trigger().eventId())
        .containsExactly("a");
  }

  @Test
  void readsWindowsFromBeforeChains() {
    // Format 1: one match that came at 9 and was reported: step 0, time 5, id "a", value "x", no
    // details.
    byte[] old =
        HexFormat.of()
            .parseHex(
                "01"
                    + "00000001"
                    + "0000000000000009"
                    + "02"
                    + "00000000"
                    + "0000000000000005"
                    + "0000000161"
                    + "0000000178"
                    + "00000000");
    Window w = Window.fromBytes(old);
    assertThat(w.newest()).isEqualTo(5);
    assertThat(w.lastArrival()).isEqualTo(9);
    CorrelationSpec two = spec(Type.VALUE_COUNT, 60, Comparison.GTE, 2, 1);
    Fire fire = feed(w, two, at(6, "b", 0, "y")).get(0);
    assertThat(fire.freshTotal()).isEqualTo(1);
    assertThat(fire.window()).hasSize(2);
    assertThat(w.toBytes()[0]).isEqualTo((byte) 2);
  }

  @Test
  void numbersAreDecimalAndBounded() {
    assertThat(Numbers.parse(" 1.50e2 ")).hasValue(new BigDecimal("1.5E+2"));
    assertThat(Numbers.parse("-0.0")).hasValue(BigDecimal.ZERO);
    assertThat(Numbers.parse("1e-40")).hasValue(BigDecimal.ZERO);
    for (String none : List.of("", "-", "1e31", "NaN", "0x10", "1,5", "9".repeat(200), "1e99999")) {
      assertThat(Numbers.parse(none)).as(none).isEmpty();
    }
  }
}
