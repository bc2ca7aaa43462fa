package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the {@code detection} part: named searches and the condition over them. */
final class DetectionParser {
  private DetectionParser() {}

  record Detection(Map<String, Expression> searches, String condition, Expression expression) {}

  static Detection parse(YamlNode node, Placeholders placeholders) {
    return parse(node, placeholders, Set.of());
  }

  /**
   * @param other keys beside {@code condition} that are not searches
   */
  static Detection parse(YamlNode node, Placeholders placeholders, Set<String> other) {
    Fields detection = Fields.of(node, "detection");
    YamlNode condition = detection.required("condition");
    if (detection.has("timeframe")) {
      throw new SigmaFormatException(
          detection.line("timeframe"), "'timeframe' is not part of Sigma 2, use a correlation");
    }
    Map<String, Expression> searches = new LinkedHashMap<>();
    detection
        .map()
        .entries()
        .forEach(
            (name, entry) -> {
              if (!name.equals("condition") && !other.contains(name)) {
                searches.put(name, search(name, entry.value(), placeholders));
              }
            });
    if (searches.isEmpty()) {
      throw new SigmaFormatException(node.line(), "detection has no search identifiers");
    }
    List<String> conditions = detection.texts("condition");
    if (conditions.isEmpty()) {
      throw new SigmaFormatException(condition.line(), "condition is empty");
    }
    List<Expression> alternatives = new ArrayList<>();
    for (String c : conditions) {
      alternatives.add(ConditionParser.parse(c, searches, condition.line()));
    }
    return new Detection(
        searches,
        conditions.size() == 1 ? conditions.get(0) : "(" + String.join(") or (", conditions) + ")",
        Expression.or(alternatives));
  }

  private static Expression search(String name, YamlNode node, Placeholders placeholders) {
    if (node instanceof YamlNode.Mapping m) {
      return items(name, m, placeholders);
    }
    if (node instanceof YamlNode.Scalar s) {
      return ItemParser.keyword(s);
    }
    List<Expression> alternatives = new ArrayList<>();
    for (YamlNode item : ((YamlNode.Sequence) node).items()) {
      if (item instanceof YamlNode.Mapping m) {
        alternatives.add(items(name, m, placeholders));
      } else if (item instanceof YamlNode.Scalar s) {
        alternatives.add(ItemParser.keyword(s));
      } else {
        throw new SigmaFormatException(
            item.line(), name + ": a list inside a list is not a search");
      }
    }
    if (alternatives.isEmpty()) {
      throw new SigmaFormatException(node.line(), name + ": the list is empty");
    }
    return Expression.or(alternatives);
  }

  private static Expression items(String name, YamlNode.Mapping m, Placeholders placeholders) {
    if (m.entries().isEmpty()) {
      throw new SigmaFormatException(m.line(), name + ": the mapping is empty");
    }
    List<Expression> parts = new ArrayList<>();
    m.entries()
        .forEach((key, e) -> parts.add(ItemParser.parse(key, e.value(), e.line(), placeholders)));
    return Expression.and(parts);
  }
}
