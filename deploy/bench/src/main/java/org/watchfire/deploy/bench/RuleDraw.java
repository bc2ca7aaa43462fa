package org.watchfire.deploy.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Draws rules from the values of events. Nearly all get some letters changed, so that they are near
 * misses as rules about attacks are; one in twenty, but not more than 25, stays as it was and
 * matches at least the event it comes from. A smaller set is the beginning of a larger one.
 */
final class RuleDraw {
  private static final int LIVE_EVERY = 20;
  private static final int MOST_LIVE = 25;
  private static final int TRIES_PER_RULE = 200;
  private static final int SHORTEST_AFFIX = 8;
  private static final int LONGEST_AFFIX = 24;
  private static final int SHORTEST_PART = 5;
  private static final int LONGEST_PART = 16;
  private static final int FEWEST_LETTERS = 3;

  private final List<ObjectNode> live;
  private final List<ObjectNode> all;
  private final FieldValues fields;
  private final Random random;

  /**
   * @param live events that rules which stay as they were come from
   * @param all events that the other rules come from
   */
  RuleDraw(List<ObjectNode> live, List<ObjectNode> all, Random random) {
    this.live = live;
    this.all = all;
    this.fields = new FieldValues(all);
    this.random = random;
  }

  /**
   * @throws IllegalArgumentException when the events do not have values for so many different rules
   */
  List<PlainRule> draw(Lane lane, int count) {
    List<PlainRule> rules = new ArrayList<>();
    Set<List<Term>> seen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      boolean stays = i % LIVE_EVERY == 0 && i / LIVE_EVERY < MOST_LIVE;
      List<Term> terms = List.of();
      for (int tries = 0; terms.isEmpty() && tries < TRIES_PER_RULE; tries++) {
        terms = tryTerms(lane, stays);
        if (!terms.isEmpty() && !seen.add(terms)) {
          terms = List.of();
        }
      }
      if (terms.isEmpty()) {
        throw new IllegalArgumentException(
            "the events have values for only %d different rules of lane %s"
                .formatted(rules.size(), lane));
      }
      rules.add(new PlainRule(new UUID(0, i + 1L).toString(), terms));
    }
    return rules;
  }

  /** Empty when this event has nothing to ask for. */
  private List<Term> tryTerms(Lane lane, boolean stays) {
    ObjectNode event = pick(stays ? live : all);
    List<FieldValues.Value> texts = fields.texts(event);
    List<FieldValues.Value> categories = fields.categories(event);
    boolean second = lane == Lane.CONTAINS || random.nextBoolean();
    if (texts.isEmpty() || (second && categories.isEmpty())) {
      return List.of();
    }
    FieldValues.Value from = pick(texts);
    Term.Op op = op(lane);
    String value = cut(op, from.text());
    if (value.chars().filter(Character::isLetter).count() < FEWEST_LETTERS) {
      return List.of();
    }
    List<Term> terms = new ArrayList<>();
    terms.add(new Term(from.field(), op, stays ? value : changed(value, op)));
    if (second) {
      FieldValues.Value category = pick(categories);
      terms.add(new Term(category.field(), Term.Op.EQUALS, category.text()));
    }
    return List.copyOf(terms);
  }

  /** In the affix lane about as often as in the public rules: suffixes, then equality. */
  private Term.Op op(Lane lane) {
    int percent = random.nextInt(100);
    return switch (lane) {
      case AFFIX ->
          percent < 55 ? Term.Op.ENDS_WITH : percent < 90 ? Term.Op.EQUALS : Term.Op.STARTS_WITH;
      case CONTAINS ->
          percent < 80 ? Term.Op.CONTAINS : percent < 95 ? Term.Op.ENDS_WITH : Term.Op.STARTS_WITH;
    };
  }

  private String cut(Term.Op op, String text) {
    int affix = Math.min(text.length(), between(SHORTEST_AFFIX, LONGEST_AFFIX));
    return switch (op) {
      case EQUALS -> text;
      case STARTS_WITH -> text.substring(0, affix);
      case ENDS_WITH -> text.substring(text.length() - affix);
      case CONTAINS -> {
        int length = Math.min(text.length(), between(SHORTEST_PART, LONGEST_PART));
        int from = random.nextInt(text.length() - length + 1);
        yield text.substring(from, from + length);
      }
    };
  }

  /** Other letters in places that the search comes to late: then a near miss costs something. */
  private String changed(String value, Term.Op op) {
    List<Integer> letters = new ArrayList<>();
    for (int i = 0; i < value.length(); i++) {
      if (Character.isLetter(value.charAt(i))) {
        letters.add(i);
      }
    }
    int half = (letters.size() + 1) / 2;
    List<Integer> late =
        switch (op) {
          case EQUALS, STARTS_WITH -> letters.subList(letters.size() - half, letters.size());
          case ENDS_WITH -> letters.subList(0, half);
          case CONTAINS -> letters;
        };
    StringBuilder out = new StringBuilder(value);
    for (int n = 0; n < 2; n++) {
      int at = pick(late);
      char letter = out.charAt(at);
      out.setCharAt(at, letter == 'z' ? 'q' : (char) ('a' + random.nextInt(26)));
    }
    return out.toString();
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
