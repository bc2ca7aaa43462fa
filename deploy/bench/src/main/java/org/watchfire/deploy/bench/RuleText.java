package org.watchfire.deploy.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.watchfire.rules.sigma.RuleSource;

/** The same rule in the language of each engine. */
final class RuleText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RuleText() {}

  /** A Sigma document; JSON, which every YAML reader takes, spares us YAML's quoting. */
  static RuleSource sigma(PlainRule rule) {
    ObjectNode document = JSON.createObjectNode();
    document.put("title", "rule " + rule.id()).put("id", rule.id());
    document.putObject("logsource").put("category", "process_creation");
    ObjectNode detection = document.putObject("detection");
    ObjectNode selection = detection.putObject("selection");
    for (Term term : rule.terms()) {
      String modifier =
          switch (term.op()) {
            case EQUALS -> "";
            case STARTS_WITH -> "|startswith";
            case ENDS_WITH -> "|endswith";
            case CONTAINS -> "|contains";
          };
      selection.put(term.field() + modifier, escaped(term.value(), "\\*?"));
    }
    detection.put("condition", "selection");
    return new RuleSource(rule.id() + ".yml", write(document));
  }

  /** A pattern of event-ruler. */
  static String ruler(PlainRule rule) {
    ObjectNode pattern = JSON.createObjectNode();
    for (Term term : rule.terms()) {
      String[] path = term.field().split("\\.", -1);
      ObjectNode at = pattern;
      for (int i = 0; i < path.length - 1; i++) {
        at = at.withObjectProperty(path[i]);
      }
      ArrayNode wanted = at.putArray(path[path.length - 1]);
      switch (term.op()) {
        case EQUALS -> wanted.add(term.value());
        case STARTS_WITH -> wanted.addObject().put("prefix", term.value());
        case ENDS_WITH -> wanted.addObject().put("suffix", term.value());
        case CONTAINS ->
            wanted.addObject().put("wildcard", "*" + escaped(term.value(), "\\*") + "*");
      }
    }
    return write(pattern);
  }

  private static String escaped(String value, String special) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (special.indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  private static String write(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }
}
