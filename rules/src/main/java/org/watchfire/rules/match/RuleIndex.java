package org.watchfire.rules.match;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.rules.index.AffixTrie;
import org.watchfire.rules.index.EqualTexts;
import org.watchfire.rules.index.Found;
import org.watchfire.rules.index.Needles;
import org.watchfire.rules.index.NumberedTexts;
import org.watchfire.rules.index.Sieve;
import org.watchfire.rules.sigma.Expression;

/**
 * Finds, among numbered expressions, those that an event can make true: all that have a {@link
 * Witness} sign in the event, and those that have none at all. Immutable.
 */
final class RuleIndex {
  private static final int[] NONE = {};

  /** What there is to see on one field. */
  private record Look(
      int slot,
      EqualTexts equal,
      AffixTrie prefixes,
      AffixTrie suffixes,
      Needles needles,
      Sieve sieve,
      Sieve jsonSieve,
      int[] present) {}

  private final Look[] looks;
  private final int[] always;

  private RuleIndex(Look[] looks, int[] always) {
    this.looks = looks;
    this.always = always;
  }

  static final class Builder {
    private final FieldSlots slots;
    private final SignCosts costs;
    private final Map<Integer, Expression> expressions = new LinkedHashMap<>();
    private final Map<String, Signs> byField = new LinkedHashMap<>();
    private final Set<Integer> always = new TreeSet<>();

    private static final class Signs {
      final NumberedTexts equal = new NumberedTexts();
      final NumberedTexts prefixes = new NumberedTexts();
      final NumberedTexts suffixes = new NumberedTexts();
      final NumberedTexts needles = new NumberedTexts();
      final Set<Integer> present = new TreeSet<>();
    }

    /**
     * @param constant fields that are the same in all events that the index meets
     */
    Builder(FieldSlots slots, Set<String> constant) {
      this.slots = slots;
      this.costs = new SignCosts(constant);
    }

    void add(int number, Expression e) {
      expressions.put(number, e);
      costs.add(e);
    }

    private void place(int number, Expression e) {
      Optional<Witness> witness = Witness.of(e, costs);
      if (witness.isEmpty()) {
        always.add(number);
        return;
      }
      for (Witness.Sign sign : witness.get().signs()) {
        Signs signs = byField.computeIfAbsent(sign.field(), f -> new Signs());
        byte[] text = Utf8.bytes(sign.text());
        switch (sign.shape()) {
          case EQUALS -> signs.equal.add(text, number);
          case STARTS_WITH -> signs.prefixes.add(text, number);
          case ENDS_WITH -> signs.suffixes.add(text, number);
          case CONTAINS -> signs.needles.add(text, number);
          default -> signs.present.add(number);
        }
      }
    }

    RuleIndex build() {
      expressions.forEach(this::place);
      List<Look> looks = new ArrayList<>();
      byField.forEach(
          (field, s) ->
              looks.add(
                  new Look(
                      field == null ? EventValues.EVERYTHING : slots.slot(field),
                      s.equal.isEmpty() ? null : EqualTexts.of(s.equal),
                      s.prefixes.isEmpty() ? null : AffixTrie.prefixes(s.prefixes),
                      s.suffixes.isEmpty() ? null : AffixTrie.suffixes(s.suffixes),
                      s.needles.isEmpty() ? null : Needles.of(s.needles),
                      Sieve.of(s.needles.texts()).orElse(null),
                      field == null ? jsonSieve(s.needles.texts()) : null,
                      ints(s.present))));
      return new RuleIndex(looks.toArray(Look[]::new), ints(always));
    }

    /** Looks for the needles as they stand in JSON text. */
    private static Sieve jsonSieve(List<byte[]> needles) {
      return Sieve.of(needles.stream().map(Builder::escaped).toList()).orElse(null);
    }

    private static byte[] escaped(byte[] text) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 2);
      for (byte b : text) {
        int letter = "\n\r\t\"\\".indexOf(b);
        if (letter >= 0) {
          out.write('\\');
          out.write("nrt\"\\".charAt(letter));
        } else {
          out.write(b);
        }
      }
      return out.toByteArray();
    }

    private static int[] ints(Set<Integer> numbers) {
      // One empty array for all: it stays in the processor's cache.
      return numbers.isEmpty() ? NONE : numbers.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** Numbers of expressions that must be evaluated for every event. */
  int always() {
    return always.length;
  }

  void candidates(EventValues e, Found out) {
    out.add(always);
    for (Look look : looks) {
      int slot = look.slot;
      int c = e.begin(slot);
      if (c < 0) {
        continue;
      }
      out.add(look.present);
      if (look.equal == null
          && look.prefixes == null
          && look.suffixes == null
          && look.needles == null) {
        continue;
      }
      if (look.jsonSieve != null && !e.jsonMayContain(look.jsonSieve)) {
        continue;
      }
      for (; c >= 0; c = e.next(slot, c)) {
        int v = e.at(slot, c);
        e.fold(v);
        byte[] in = e.buffer();
        int from = e.foldedFrom(v);
        int to = e.foldedTo(v);
        if (look.equal != null) {
          look.equal.find(in, from, to, out);
        }
        if (look.prefixes != null) {
          look.prefixes.find(in, from, to, out);
        }
        if (look.suffixes != null) {
          look.suffixes.find(in, from, to, out);
        }
        if (look.needles != null && (look.sieve == null || look.sieve.any(in, from, to))) {
          look.needles.find(in, from, to, out);
        }
      }
    }
  }
}
