package org.watchfire.rules.sigma;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * One test of one field. {@code field} is null for keyword searches, which look at every text value
 * of the event. A field with several values passes when one of them does. Equal predicates are
 * equal objects.
 */
public sealed interface Predicate {
  String field();

  /** The word for this test in an explanation. */
  String operator();

  /** What the rule asks for, as text. */
  String expected();

  /**
   * @param pattern folded unless {@code cased}
   */
  record Text(String field, TextPattern pattern, boolean cased) implements Predicate {
    @Override
    public String operator() {
      return switch (pattern.shape()) {
        case EQUALS -> "equals";
        case STARTS_WITH -> "startswith";
        case ENDS_WITH -> "endswith";
        case CONTAINS -> "contains";
        case ANY -> "exists";
        case WILDCARD -> "like";
      };
    }

    @Override
    public String expected() {
      boolean plain =
          pattern.shape() != TextPattern.Shape.WILDCARD && pattern.shape() != TextPattern.Shape.ANY;
      return plain ? pattern.literal() : pattern.toString();
    }
  }

  record Regex(String field, RegexPattern pattern) implements Predicate {
    @Override
    public String operator() {
      return "re";
    }

    @Override
    public String expected() {
      return pattern.toString();
    }
  }

  record Cidr(String field, IpNetwork network) implements Predicate {
    @Override
    public String operator() {
      return "cidr";
    }

    @Override
    public String expected() {
      return network.toString();
    }
  }

  /** Text values that are numbers are compared as numbers; other values do not pass. */
  record Compare(String field, Comparison comparison, BigDecimal limit) implements Predicate {
    @Override
    public String operator() {
      return comparison.text();
    }

    @Override
    public String expected() {
      return limit.toPlainString();
    }
  }

  /** In the zone of the event ({@code event.timezone}), else the one the rules are run with. */
  record TimePart(String field, TimeUnitOf unit, Comparison comparison, int limit)
      implements Predicate {
    @Override
    public String operator() {
      return unit.text() + "|" + comparison.text();
    }

    @Override
    public String expected() {
      return Integer.toString(limit);
    }
  }

  record Exists(String field, boolean present) implements Predicate {
    @Override
    public String operator() {
      return "exists";
    }

    @Override
    public String expected() {
      return Boolean.toString(present);
    }
  }

  /** The event does not have the field. */
  record IsNull(String field) implements Predicate {
    @Override
    public String operator() {
      return "equals";
    }

    @Override
    public String expected() {
      return "null";
    }
  }

  /**
   * Compares with another field of the same event; {@code affix} is EQUALS, STARTS_WITH, ENDS_WITH
   * or CONTAINS.
   */
  record FieldRef(String field, String other, TextPattern.Shape affix, boolean cased)
      implements Predicate {
    @Override
    public String operator() {
      return affix == TextPattern.Shape.EQUALS
          ? "fieldref"
          : "fieldref|" + affix.name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    @Override
    public String expected() {
      return other;
    }
  }
}
