package org.watchfire.console.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Members of an object, as a source names them, made a body; and merged with what is there. */
final class RowBody {
  private static final Map<String, Set<String>> MEMBERS =
      Map.of(
          Person.TYPE,
          Set.of(
              "name",
              "accounts",
              "department",
              "clearance",
              "compartments",
              "status",
              "admin",
              "roles",
              "attributes",
              "employed"),
          Asset.TYPE,
          Set.of(
              "name",
              "kind",
              "selectors",
              "level",
              "compartments",
              "departments",
              "marking",
              "tags",
              "owner",
              "sharing",
              "retention",
              "key",
              "review"),
          Department.TYPE,
          Set.of("name", "parent"));

  private final Map<String, Object> members;

  private RowBody(Map<String, Object> members) {
    this.members = members;
  }

  static boolean member(String kind, String name) {
    return MEMBERS.get(kind).contains(name);
  }

  /**
   * RFC 7386: a member that is given replaces, null takes away, what is not given stays.
   *
   * @param before body as it stands
   */
  @SuppressWarnings("unchecked")
  static Map<String, Object> merged(Map<String, Object> before, Map<String, Object> given) {
    Map<String, Object> merged = new LinkedHashMap<>(before);
    given.forEach(
        (name, value) -> {
          if (value == null) {
            merged.remove(name);
          } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> inner =
                merged.get(name) instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
            merged.put(name, merged(inner, (Map<String, Object>) map));
          } else {
            merged.put(name, value);
          }
        });
    return merged;
  }

  /**
   * A person of whom nothing else is said may read nothing graded and works; an asset needs a kind.
   *
   * @throws BodyProblem when a member is not what it should be
   */
  static PolicyBody of(String kind, Map<String, Object> members) {
    RowBody row = new RowBody(members);
    return switch (kind) {
      case Person.TYPE -> row.person();
      case Asset.TYPE -> row.asset();
      case Department.TYPE -> new Department(row.text("name"), row.text("parent"));
      default -> throw new IllegalArgumentException("no kind of object: " + kind);
    };
  }

  private Person person() {
    Integer clearance = number("clearance");
    String status = text("status");
    Boolean admin = flag("admin");
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    RowBody given = inner("attributes");
    given.members.keySet().forEach(name -> attributes.put(name, given.texts(name)));
    RowBody employed = inner("employed");
    for (String name : employed.members.keySet()) {
      if (!Set.of("from", "until", "zone").contains(name)) {
        throw new BodyProblem("employed", "含有未知成员", "has an unknown member");
      }
    }
    return new Person(
        text("name"),
        texts("accounts"),
        text("department"),
        clearance == null ? 0 : clearance,
        texts("compartments"),
        status == null ? "active" : status,
        admin,
        texts("roles"),
        attributes,
        employed.members.isEmpty()
            ? null
            : new Person.Employed(
                employed.text("from"), employed.text("until"), employed.text("zone")));
  }

  private Asset asset() {
    return new Asset(
        text("name"),
        text("kind"),
        texts("selectors"),
        number("level"),
        texts("compartments"),
        texts("departments"),
        text("marking"),
        texts("tags"),
        text("owner"),
        text("sharing"),
        number("retention"),
        text("key"),
        text("review"));
  }

  private String text(String name) {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new BodyProblem(name, "应为文本", "expects a text");
  }

  private Integer number(String name) {
    Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if ((value instanceof Integer || value instanceof Long)
        && Math.abs(((Number) value).longValue()) < Integer.MAX_VALUE) {
      return ((Number) value).intValue();
    }
    throw new BodyProblem(name, "应为整数", "expects a whole number");
  }

  private Boolean flag(String name) {
    Object value = members.get(name);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw new BodyProblem(name, "应为 true 或 false", "expects true or false");
  }

  private List<String> texts(String name) {
    Object value = members.get(name);
    List<String> texts = new ArrayList<>();
    if (value == null) {
      return texts;
    }
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String text)) {
          throw new BodyProblem(name, "应为文本列表", "expects a list of texts");
        }
        texts.add(text);
      }
      return texts;
    }
    throw new BodyProblem(name, "应为文本列表", "expects a list of texts");
  }

  @SuppressWarnings("unchecked")
  private RowBody inner(String name) {
    Object value = members.get(name);
    if (value == null) {
      return new RowBody(Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new RowBody((Map<String, Object>) map);
    }
    throw new BodyProblem(name, "应为对象", "expects an object");
  }
}
