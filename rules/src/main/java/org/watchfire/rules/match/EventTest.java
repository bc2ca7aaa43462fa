package org.watchfire.rules.match;

import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import org.watchfire.rules.index.AffixTrie;
import org.watchfire.rules.index.Bytes;
import org.watchfire.rules.index.EqualTexts;
import org.watchfire.rules.index.Needles;
import org.watchfire.rules.index.NumberedTexts;
import org.watchfire.rules.index.Sieve;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.RegexNeeds;
import org.watchfire.rules.sigma.TextPattern;

/**
 * One {@link Predicate}, or many of a kind on one field, in the form that is evaluated on {@link
 * EventValues}. Immutable. Says the same as {@link Evaluation}, which is the reference.
 */
abstract class EventTest {
  final int slot;

  EventTest(int slot) {
    this.slot = slot;
  }

  /** Looks at the values one by one. */
  boolean holds(EventValues e) {
    for (int c = e.begin(slot); c >= 0; c = e.next(slot, c)) {
      if (passes(e, e.at(slot, c))) {
        return true;
      }
    }
    return false;
  }

  /** Whether one value makes it true. */
  abstract boolean passes(EventValues e, int value);

  /** Rough cost of one evaluation, to do cheap ones first. */
  abstract int cost();

  static EventTest of(Predicate p, FieldSlots slots) {
    int slot = p.field() == null ? EventValues.EVERYTHING : slots.slot(p.field());
    if (p instanceof Predicate.Text t) {
      return text(t, slot);
    }
    if (p instanceof Predicate.Regex r) {
      return new Regex(slot, r);
    }
    if (p instanceof Predicate.Exists e) {
      return new Presence(slot, e.present());
    }
    if (p instanceof Predicate.IsNull) {
      return new Presence(slot, false);
    }
    if (p instanceof Predicate.Cidr c) {
      return new Plain(slot, 20) {
        @Override
        boolean passes(EventValues e, int value) {
          return c.network().contains(e.plain(value));
        }
      };
    }
    if (p instanceof Predicate.Compare c) {
      return new Plain(slot, 20) {
        @Override
        boolean passes(EventValues e, int value) {
          BigDecimal number = Evaluation.number(e.plain(value));
          return number != null && c.comparison().holds(number.compareTo(c.limit()));
        }
      };
    }
    if (p instanceof Predicate.TimePart t) {
      int zone = slots.slot(EventValues.ZONE_FIELD);
      return new Plain(slot, 40) {
        @Override
        boolean passes(EventValues e, int value) {
          ZonedDateTime time = FieldView.time(e.plain(value), e.zone(zone));
          return time != null
              && t.comparison().holds(Integer.compare(t.unit().of(time), t.limit()));
        }
      };
    }
    Predicate.FieldRef ref = (Predicate.FieldRef) p;
    return new Reference(slot, slots.slot(ref.other()), ref);
  }

  private static EventTest text(Predicate.Text t, int slot) {
    TextPattern pattern = t.pattern();
    boolean simple = !t.cased() && Utf8.wellFormed(pattern.literal());
    switch (pattern.shape()) {
      case EQUALS, STARTS_WITH, ENDS_WITH, CONTAINS -> {
        if (simple) {
          return new Literal(slot, pattern.shape(), Utf8.bytes(pattern.literal()));
        }
      }
      case ANY -> {
        return new Presence(slot, true);
      }
      case WILDCARD -> {
        if (!t.cased() && pattern.pieces().stream().allMatch(Utf8::wellFormed)) {
          return new Wildcard(slot, pattern);
        }
      }
    }
    return new Plain(slot, 30) {
      @Override
      boolean passes(EventValues e, int value) {
        return pattern.matches(t.cased() ? e.plain(value) : e.folded(value));
      }
    };
  }

  /** A test that is not worth a name of its own. */
  private abstract static class Plain extends EventTest {
    private final int cost;

    Plain(int slot, int cost) {
      super(slot);
      this.cost = cost;
    }

    @Override
    int cost() {
      return cost;
    }
  }

  private static final class Presence extends EventTest {
    private final boolean present;

    Presence(int slot, boolean present) {
      super(slot);
      this.present = present;
    }

    @Override
    boolean holds(EventValues e) {
      return (e.begin(slot) >= 0) == present;
    }

    @Override
    boolean passes(EventValues e, int value) {
      return present;
    }

    @Override
    int cost() {
      return 1;
    }
  }

  private static final class Literal extends EventTest {
    private final TextPattern.Shape shape;
    private final byte[] text;

    Literal(int slot, TextPattern.Shape shape, byte[] text) {
      super(slot);
      this.shape = shape;
      this.text = text;
    }

    @Override
    boolean passes(EventValues e, int value) {
      e.fold(value);
      byte[] in = e.buffer();
      int from = e.foldedFrom(value);
      int to = e.foldedTo(value);
      return switch (shape) {
        case EQUALS -> Bytes.equal(in, from, to, text);
        case STARTS_WITH -> Bytes.startsWith(in, from, to, text);
        case ENDS_WITH -> Bytes.endsWith(in, from, to, text);
        default -> Bytes.contains(in, from, to, text);
      };
    }

    @Override
    int cost() {
      return shape == TextPattern.Shape.CONTAINS ? 10 : 2;
    }
  }

  /** Looks for the pieces first: most texts lack one. */
  private static final class Wildcard extends EventTest {
    private final TextPattern pattern;
    private final byte[][] pieces;

    Wildcard(int slot, TextPattern pattern) {
      super(slot);
      this.pattern = pattern;
      this.pieces = pattern.pieces().stream().map(Utf8::bytes).toArray(byte[][]::new);
    }

    @Override
    boolean passes(EventValues e, int value) {
      e.fold(value);
      for (byte[] piece : pieces) {
        if (!Bytes.contains(e.buffer(), e.foldedFrom(value), e.foldedTo(value), piece)) {
          return false;
        }
      }
      return pattern.matches(e.folded(value));
    }

    @Override
    int cost() {
      return 20;
    }
  }

  private static final class Regex extends EventTest {
    private final Predicate.Regex regex;
    private final byte[][][] required;
    private final int shortest;
    private final int longest;

    Regex(int slot, Predicate.Regex regex) {
      super(slot);
      this.regex = regex;
      RegexNeeds needs = regex.pattern().needs();
      this.shortest = needs.shortest();
      this.longest = needs.longest();
      this.required =
          needs.texts().stream()
              .sorted(Comparator.comparingInt(List::size))
              .map(set -> set.stream().map(Utf8::bytes).toArray(byte[][]::new))
              .toArray(byte[][][]::new);
    }

    @Override
    boolean passes(EventValues e, int value) {
      e.fold(value);
      int bytes = e.foldedTo(value) - e.foldedFrom(value);
      // A code point is one to four bytes.
      if (bytes < shortest || bytes / 4 > longest) {
        return false;
      }
      for (byte[][] set : required) {
        if (!containsAny(e, value, set)) {
          return false;
        }
      }
      return regex.pattern().find(e.plain(value));
    }

    private static boolean containsAny(EventValues e, int value, byte[][] texts) {
      for (byte[] text : texts) {
        if (Bytes.contains(e.buffer(), e.foldedFrom(value), e.foldedTo(value), text)) {
          return true;
        }
      }
      return false;
    }

    @Override
    int cost() {
      return required.length == 0 ? 200 : 60;
    }
  }

  private static final class Reference extends EventTest {
    private final int other;
    private final Predicate.FieldRef ref;

    Reference(int slot, int other, Predicate.FieldRef ref) {
      super(slot);
      this.other = other;
      this.ref = ref;
    }

    @Override
    boolean passes(EventValues e, int value) {
      for (int c = e.begin(other); c >= 0; c = e.next(other, c)) {
        int o = e.at(other, c);
        boolean holds =
            ref.cased()
                ? Evaluation.refers(ref, e.plain(value), e.plain(o))
                : Evaluation.refers(ref, e.folded(value), e.folded(o));
        if (holds) {
          return true;
        }
      }
      return false;
    }

    @Override
    int cost() {
      return 20;
    }
  }

  /** Any of many plain texts of one shape. */
  static final class AnyOf extends EventTest {
    private final EqualTexts equal;
    private final AffixTrie affixes;
    private final Needles needles;
    private final Sieve sieve;

    /**
     * @param shape not ANY or WILDCARD
     */
    AnyOf(int slot, TextPattern.Shape shape, List<byte[]> texts) {
      super(slot);
      NumberedTexts numbered = new NumberedTexts();
      texts.forEach(t -> numbered.add(t, 0));
      equal = shape == TextPattern.Shape.EQUALS ? EqualTexts.of(numbered) : null;
      needles = shape == TextPattern.Shape.CONTAINS ? Needles.of(numbered) : null;
      sieve = needles == null ? null : Sieve.of(texts).orElse(null);
      affixes =
          shape == TextPattern.Shape.STARTS_WITH
              ? AffixTrie.prefixes(numbered)
              : shape == TextPattern.Shape.ENDS_WITH ? AffixTrie.suffixes(numbered) : null;
    }

    @Override
    boolean passes(EventValues e, int value) {
      e.fold(value);
      byte[] in = e.buffer();
      int from = e.foldedFrom(value);
      int to = e.foldedTo(value);
      if (equal != null) {
        return equal.any(in, from, to);
      }
      if (affixes != null) {
        return affixes.any(in, from, to);
      }
      return sieve == null ? needles.any(in, from, to) : sieve.any(in, from, to);
    }

    @Override
    int cost() {
      return needles == null ? 3 : 15;
    }
  }
}
