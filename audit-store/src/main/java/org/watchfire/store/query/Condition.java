package org.watchfire.store.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.store.ledger.Stream;

/**
 * What a record must be like: a query whose fields are of the catalog and whose values fit them. A
 * field with several values holds when one of them does, each value by itself. A value that does
 * not fit the type of its field is no value.
 */
public sealed interface Condition {
  /** Always holds. */
  record All() implements Condition {}

  /** Never holds. */
  record None() implements Condition {}

  /** All parts hold. */
  record And(List<Condition> parts) implements Condition {
    /** Copies the list. */
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** At least one part holds. */
  record Or(List<Condition> parts) implements Condition {
    /** Copies the list. */
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** The part does not hold. */
  record Not(Condition part) implements Condition {}

  /** The field has a value. */
  record Exists(String field) implements Condition {}

  /**
   * A keyword is exactly this text, or begins with it. Under the name of a flattened field: any
   * keyword below it.
   */
  record Keyword(String field, String value, boolean prefix) implements Condition {}

  /**
   * The words of the text stand in the field side by side, in this order; with {@code prefix} the
   * last one is the beginning of a word. What a word is says {@link Words}. Text without a word
   * never holds.
   */
  record Phrase(String field, String text, boolean prefix) implements Condition {
    /** The words that are looked for, at least one, lower-cased. */
    public List<String> words() {
      return Words.of(text);
    }
  }

  /** A whole number, both ends included. */
  record Between(String field, long low, long high) implements Condition {}

  /** A time in milliseconds since 1970, truncated; both ends included. */
  record During(String field, long low, long high) implements Condition {}

  /** A decimal number, both ends included. */
  record Within(String field, double low, double high) implements Condition {}

  /** An address, both ends included; IPv4 lies in {@code ::ffff:0:0/96}. */
  record Network(String field, IpAddress low, IpAddress high) implements Condition {}

  /** A truth value. */
  record Is(String field, boolean value) implements Condition {}

  /**
   * Reads a query.
   *
   * @param query null or blank finds everything
   * @throws QuerySyntaxException with the column of what is wrong
   */
  static Condition parse(Stream stream, String query) throws QuerySyntaxException {
    return parse(stream, query, SealedFields.NONE);
  }

  /**
   * As {@link #parse(Stream, String)}, of an index that holds some fields sealed.
   *
   * @throws QuerySyntaxException also where a sealed field is asked for anything but a whole value
   */
  static Condition parse(Stream stream, String query, SealedFields hidden)
      throws QuerySyntaxException {
    return new Binding(stream, hidden).bind(KqlParser.parse(query));
  }

  /**
   * A query within a time.
   *
   * @param from earliest {@code @timestamp}, inclusive; null for open
   * @param to latest {@code @timestamp}, exclusive; null for open
   */
  static Condition parse(Stream stream, String query, Instant from, Instant to)
      throws QuerySyntaxException {
    return within(parse(stream, query), from, to);
  }

  /** The condition within a time, as in {@link #parse(Stream, String, Instant, Instant)}. */
  static Condition within(Condition wanted, Instant from, Instant to) {
    if (from == null && to == null) {
      return wanted;
    }
    List<Condition> all = new ArrayList<>();
    all.add(wanted);
    all.add(
        new During(
            "@timestamp",
            from == null ? Long.MIN_VALUE : Times.ceiling(from),
            to == null ? Long.MAX_VALUE : Times.ceiling(to) - 1));
    return new And(all);
  }
}
