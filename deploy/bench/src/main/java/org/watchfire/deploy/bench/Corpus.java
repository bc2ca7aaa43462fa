package org.watchfire.deploy.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.sigma.Fold;

/**
 * Events that rules are drawn from and that are measured with. Every text is folded, because
 * event-ruler's wildcards tell upper case from lower case and Sigma does not.
 *
 * @param leftOut parts of the input that cannot be used
 */
record Corpus(List<ObjectNode> events, int leftOut) {
  /** How many events are generated, and kept of a file. */
  static final int SIZE = 4096;

  private static final ObjectMapper JSON = new ObjectMapper();

  Corpus {
    events = List.copyOf(events);
  }

  /** The same for the same seed. */
  static Corpus generated(long seed) {
    ProcessEvents source = new ProcessEvents(new Random(seed));
    List<ObjectNode> events = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      events.add(folded(source.next()));
    }
    return new Corpus(events, 0);
  }

  /**
   * An even sample over a file of any length; the same for the same seed.
   *
   * @throws IOException when the file cannot be read or has no event
   */
  static Corpus read(Path file, long seed) throws IOException {
    Random random = new Random(seed);
    List<ObjectNode> events = new ArrayList<>();
    int seen = 0;
    int leftOut = 0;
    try (JsonObjects parts = JsonObjects.open(file)) {
      for (JsonObjects.Part part = parts.next(); part != null; part = parts.next()) {
        ObjectNode event = part instanceof JsonObjects.Found f ? decoded(f.json()) : null;
        if (event == null) {
          leftOut++;
        } else if (events.size() < SIZE) {
          seen++;
          events.add(event);
        } else if (random.nextInt(++seen) < SIZE) {
          events.set(random.nextInt(SIZE), event);
        }
      }
    }
    if (events.isEmpty()) {
      throw new IOException(file + " has no event that can be used");
    }
    events.replaceAll(Corpus::folded);
    return new Corpus(events, leftOut);
  }

  /**
   * Null for what is not JSON, and for Windows events as XML turned into JSON: we read those under
   * other names than the places where the values stand, event-ruler does not.
   */
  private static ObjectNode decoded(byte[] json) throws IOException {
    try {
      ObjectNode event = (ObjectNode) JSON.readTree(json);
      return event.path("Event").isObject() ? null : event;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static ObjectNode folded(ObjectNode event) {
    return (ObjectNode) fold(event);
  }

  private static JsonNode fold(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(Fold.fold(node.textValue()));
    }
    if (node instanceof ArrayNode array) {
      ArrayNode out = JSON.createArrayNode();
      array.forEach(item -> out.add(fold(item)));
      return out;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode out = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        out.set(field.getKey(), fold(field.getValue()));
      }
      return out;
    }
    return node;
  }
}
