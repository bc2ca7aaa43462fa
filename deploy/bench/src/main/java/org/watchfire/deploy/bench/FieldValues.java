package org.watchfire.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which fields of a corpus rules can ask for so that both engines mean the same.
 *
 * <p>A field counts when it is a text wherever it stands, is never inside an array (there
 * event-ruler wants all terms to hold in one element, Sigma does not), and its name has no sign
 * that means something in a rule. It is a <em>category</em> when it has few values, which many
 * events share, and a <em>text</em> when it has many that are worth searching in: neither times and
 * numbers nor whole messages.
 */
final class FieldValues {
  private static final int MOST_OF_A_CATEGORY = 32;
  private static final int SHORTEST_TEXT = 16;
  private static final int LONGEST_TEXT = 512;

  /** One text field of one event. */
  record Value(String field, String text) {}

  private static final class Profile {
    private boolean usable = true;
    private int count;
    private long characters;
    private long letters;
    private final Set<String> few = new HashSet<>();

    void add(String text) {
      count++;
      characters += text.length();
      letters += text.chars().filter(Character::isLetter).count();
      if (few.size() <= MOST_OF_A_CATEGORY) {
        few.add(text);
      }
    }

    boolean isCategory(int events) {
      return usable && few.size() <= MOST_OF_A_CATEGORY && count * 4L >= events;
    }

    boolean isText() {
      return usable
          && few.size() > MOST_OF_A_CATEGORY
          && letters * 2 > characters
          && characters >= (long) SHORTEST_TEXT * count
          && characters <= (long) LONGEST_TEXT * count;
    }
  }

  private final Map<String, Profile> profiles = new TreeMap<>();
  private final int events;

  FieldValues(Collection<ObjectNode> events) {
    this.events = events.size();
    events.forEach(e -> profile("", e, false));
  }

  private void profile(String prefix, JsonNode node, boolean inArray) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String path = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        profile(path + ".", value, inArray);
      } else if (value.isArray()) {
        unusable(path);
        value.forEach(item -> profile(path + ".", item, true));
      } else if (value.isTextual() && !inArray && isPlain(entry.getKey())) {
        profiles.computeIfAbsent(path, p -> new Profile()).add(value.textValue());
      } else if (!value.isNull()) {
        unusable(path);
      }
    }
  }

  private static boolean isPlain(String name) {
    return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-@".indexOf(c) >= 0);
  }

  private void unusable(String path) {
    profiles.computeIfAbsent(path, p -> new Profile()).usable = false;
  }

  /** The texts of an event, in the order of the fields' names; printable ASCII only. */
  List<Value> texts(ObjectNode event) {
    List<Value> found = new ArrayList<>();
    profiles.forEach((path, p) -> collect(path, p.isText(), event, found));
    return found;
  }

  /** The categories of an event, in the order of the fields' names; printable ASCII only. */
  List<Value> categories(ObjectNode event) {
    List<Value> found = new ArrayList<>();
    profiles.forEach((path, p) -> collect(path, p.isCategory(events), event, found));
    return found;
  }

  private static void collect(String path, boolean wanted, ObjectNode event, List<Value> out) {
    if (!wanted) {
      return;
    }
    JsonNode at = event;
    for (String name : path.split("\\.", -1)) {
      at = at.path(name);
    }
    String text = at.textValue();
    if (text != null && !text.isEmpty() && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      out.add(new Value(path, text));
    }
  }
}
