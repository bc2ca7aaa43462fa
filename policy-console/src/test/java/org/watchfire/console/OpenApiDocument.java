package org.watchfire.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code openapi.yaml} as tests read it. */
final class OpenApiDocument {
  private static final Pattern NAME = Pattern.compile("\\{([^}]+)}");
  private static final int DEEPEST = 6;
  private static final String JSON = "application/json";

  private final JsonNode root;

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  static OpenApiDocument load() throws IOException {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi.yaml")) {
      Object tree =
          new Load(LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build())
              .loadFromString(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return new OpenApiDocument(new ObjectMapper().valueToTree(tree));
    }
  }

  /** One method of one path. */
  record Operation(
      String method,
      String template,
      String permission,
      List<JsonNode> described,
      Optional<String> contentType,
      Optional<JsonNode> body) {

    /** Names of the parameters of a kind: {@code path}, {@code query}. */
    List<String> parameters(String in) {
      return described.stream()
          .filter(p -> p.path("in").asText().equals(in))
          .map(p -> p.path("name").asText())
          .toList();
    }

    boolean json() {
      return contentType.filter(JSON::equals).isPresent();
    }

    String path(UnaryOperator<String> values) {
      Matcher names = NAME.matcher(template);
      return names.replaceAll(
          name ->
              Matcher.quoteReplacement(
                  URLEncoder.encode(values.apply(name.group(1)), StandardCharsets.UTF_8)
                      .replace("+", "%20")));
    }
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            all.add(operation(path.getKey(), method.getKey(), method.getValue()))));
    return all;
  }

  private Operation operation(String path, String method, JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    operation.path("parameters").forEach(p -> parameters.add(resolved(p)));
    JsonNode content = resolved(operation.path("requestBody")).path("content");
    Optional<String> type =
        content.isEmpty()
            ? Optional.empty()
            : Optional.of(content.has(JSON) ? JSON : content.fieldNames().next());
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        operation.path("x-permission").asText(),
        parameters,
        type,
        type.map(t -> content.path(t).path("schema")));
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode at = node;
    while (at.has("$ref")) {
      at = root.at(at.get("$ref").asText().substring(1));
    }
    return at;
  }

  /** A value that looks like what a schema asks for, with every property it knows. */
  JsonNode sample(JsonNode schema) {
    return sample(schema, 0);
  }

  private JsonNode sample(JsonNode given, int depth) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    JsonNode schema = resolved(given);
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        return sample(schema.path(choice).path(0), depth);
      }
    }
    if (schema.has("allOf")) {
      ObjectNode all = json.objectNode();
      schema.path("allOf").forEach(part -> all.setAll((ObjectNode) sample(part, depth)));
      return all;
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(0);
    }
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "integer", "number" -> json.numberNode(schema.path("minimum").asLong(1));
      case "boolean" -> json.booleanNode(true);
      case "array" ->
          depth > DEEPEST
              ? json.arrayNode()
              : json.arrayNode().add(sample(schema.path("items"), depth + 1));
      case "object" -> {
        ObjectNode object = json.objectNode();
        if (depth <= DEEPEST) {
          schema
              .path("properties")
              .properties()
              .forEach(p -> object.set(p.getKey(), sample(p.getValue(), depth + 1)));
        }
        yield object;
      }
      default -> json.textNode(text(schema));
    };
  }

  private static String text(JsonNode schema) {
    return switch (schema.path("format").asText()) {
      case "date-time" -> "2026-11-22T08:00:00Z";
      case "date" -> "2026-12-22";
      default ->
          schema.path("pattern").asText().contains("{32}")
              ? "0123456789abcdef".repeat(2)
              : "example word".repeat(1 + schema.path("minLength").asInt() / 12);
    };
  }
}
