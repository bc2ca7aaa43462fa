package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.watchfire.store.sealing.Sealer;

/** Hides values of a record. The record itself is not changed: a copy is. */
final class Masking {
  /** What stands where a value was. */
  static final String MASK = "●●●";

  /**
   * Who did when what kind of thing from where: what a watch needs to see of everything. Content
   * and names of things are not among it.
   */
  private static final Set<String> ENVELOPE =
      Set.of(
          "@timestamp",
          "ecs.version",
          "event.id",
          "event.kind",
          "event.category",
          "event.type",
          "event.action",
          "event.outcome",
          "event.dataset",
          "event.module",
          "event.created",
          "agent.id",
          "agent.type",
          "host.name",
          "user.name",
          "source.ip",
          "gov.org_unit",
          "gov.system_id",
          "gov.zone",
          "gov.data.level",
          "gov.data.rank",
          "wf");

  /** The line as it was written, which repeats the values of other fields. */
  private static final List<String> ORIGINALS = List.of("event.original", "message");

  /**
   * @param record the copy
   * @param masked names of the fields that were hidden
   */
  record Masked(JsonNode record, List<String> masked) {}

  private Masking() {}

  /** Everything but the envelope. */
  static Masked content(JsonNode record) {
    return mask(record, name -> !within(name, ENVELOPE));
  }

  /** These fields with everything below them, and the original lines, which repeat them. */
  static Masked fields(JsonNode record, Collection<String> fields) {
    Set<String> all = new TreeSet<>(fields);
    if (all.isEmpty()) {
      return new Masked(record, List.of());
    }
    all.addAll(ORIGINALS);
    return mask(record, name -> within(name, all));
  }

  /** Whatever is sealed, beside what was hidden before. */
  static Masked sealed(Masked before) {
    if (before.record() == null || !before.record().isObject()) {
      return before;
    }
    Set<String> masked = new TreeSet<>(before.masked());
    int policies = masked.size();
    JsonNode copy =
        walk("", before.record(), (name, value) -> Sealer.isSealed(value.asText()), masked);
    return masked.size() == policies ? before : new Masked(copy, List.copyOf(masked));
  }

  private static Masked mask(JsonNode record, Predicate<String> hidden) {
    if (!record.isObject()) {
      return new Masked(TextNode.valueOf(MASK), List.of(""));
    }
    Set<String> masked = new TreeSet<>();
    JsonNode copy = walk("", record, (name, value) -> hidden.test(name), masked);
    return new Masked(copy, List.copyOf(masked));
  }

  private static JsonNode walk(
      String name, JsonNode node, BiPredicate<String, JsonNode> hidden, Set<String> masked) {
    if (node.isObject()) {
      ObjectNode copy = ((ObjectNode) node).objectNode();
      node.properties()
          .forEach(
              member -> {
                String inner = name.isEmpty() ? member.getKey() : name + "." + member.getKey();
                copy.set(member.getKey(), walk(inner, member.getValue(), hidden, masked));
              });
      return copy;
    }
    if (hidden.test(name, node)) {
      masked.add(name);
      return TextNode.valueOf(MASK);
    }
    if (node.isArray()) {
      ArrayNode copy = ((ArrayNode) node).arrayNode();
      node.forEach(item -> copy.add(walk(name, item, hidden, masked)));
      return copy;
    }
    return node;
  }

  /** Whether a field is one of these or lies below one of them. */
  private static boolean within(String name, Set<String> fields) {
    if (fields.contains(name)) {
      return true;
    }
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      if (fields.contains(name.substring(0, dot))) {
        return true;
      }
    }
    return false;
  }

  /** The value of a field, by its dotted name; null when there is none. */
  static JsonNode value(JsonNode record, String field) {
    if (record.has(field)) {
      return record.get(field);
    }
    for (int dot = field.indexOf('.'); dot > 0; dot = field.indexOf('.', dot + 1)) {
      JsonNode inner = record.path(field.substring(0, dot));
      JsonNode found = inner.isObject() ? value(inner, field.substring(dot + 1)) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
