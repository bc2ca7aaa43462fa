package org.watchfire.console.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns that a table of people, assets or departments may have, and what a cell of each
 * means. Entries of a list are separated by semicolons or line breaks. An empty cell says nothing.
 * Whatever a cell begins with, it is data.
 */
final class Columns {
  /** Column of the id. */
  static final String ID = "id";

  private static final String ATTRIBUTE = "attributes.";

  private enum Form {
    TEXT,
    LIST,
    NUMBER,
    FLAG
  }

  private static final Map<String, Map<String, Form>> KINDS =
      Map.of(
          Person.TYPE,
          forms(
              "name department status employed.from employed.until employed.zone",
              "accounts compartments roles",
              "clearance",
              "admin"),
          Asset.TYPE,
          forms(
              "name kind marking owner sharing key review",
              "selectors compartments departments tags",
              "level retention",
              ""),
          Department.TYPE,
          forms("name parent", "", "", ""));

  private Columns() {}

  private static Map<String, Form> forms(String texts, String lists, String numbers, String flags) {
    Map<String, Form> forms = new LinkedHashMap<>();
    put(forms, texts, Form.TEXT);
    put(forms, lists, Form.LIST);
    put(forms, numbers, Form.NUMBER);
    put(forms, flags, Form.FLAG);
    return forms;
  }

  private static void put(Map<String, Form> forms, String names, Form form) {
    for (String name : names.split(" ", -1)) {
      if (!name.isEmpty()) {
        forms.put(name, form);
      }
    }
  }

  /** Whether objects of the kind have a column of that name. */
  static boolean known(String kind, String column) {
    return column.equals(ID)
        || KINDS.get(kind).containsKey(column)
        || (kind.equals(Person.TYPE)
            && column.startsWith(ATTRIBUTE)
            && column.length() > ATTRIBUTE.length());
  }

  /** What the columns are called, for a message. */
  static String names(String kind) {
    return ID
        + ", "
        + String.join(", ", KINDS.get(kind).keySet())
        + (kind.equals(Person.TYPE) ? ", attributes.…" : "");
  }

  /** A row of texts as an object. */
  static RawRow row(String kind, long line, Map<String, String> cells) {
    Map<String, Object> members = new LinkedHashMap<>();
    List<RowProblem> problems = new ArrayList<>();
    cells.forEach(
        (column, cell) -> {
          if (!column.equals(ID) && !cell.isBlank()) {
            put(kind, column, cell.strip(), members).ifPresent(problems::add);
          }
        });
    return new RawRow(line, cells.getOrDefault(ID, "").strip(), members, problems);
  }

  @SuppressWarnings("unchecked")
  private static Optional<RowProblem> put(
      String kind, String column, String cell, Map<String, Object> members) {
    Form form = column.startsWith(ATTRIBUTE) ? Form.LIST : KINDS.get(kind).get(column);
    Object value =
        switch (form) {
          case TEXT -> cell;
          case LIST -> entries(cell);
          case NUMBER -> number(cell);
          case FLAG -> flag(cell);
        };
    if (value == null) {
      return Optional.of(
          form == Form.NUMBER
              ? RowProblem.wrong(column, "应为整数", "expects a whole number")
              : RowProblem.wrong(column, "应为 true 或 false", "expects true or false"));
    }
    int dot = column.indexOf('.');
    if (dot < 0) {
      members.put(column, value);
    } else {
      ((Map<String, Object>)
              members.computeIfAbsent(column.substring(0, dot), c -> new LinkedHashMap<>()))
          .put(column.substring(dot + 1), value);
    }
    return Optional.empty();
  }

  private static List<String> entries(String cell) {
    List<String> entries = new ArrayList<>();
    for (String entry : cell.split("[;\\n]", -1)) {
      if (!entry.isBlank()) {
        entries.add(entry.strip());
      }
    }
    return entries;
  }

  private static Object number(String cell) {
    return cell.matches("-?\\d{1,9}") ? Integer.valueOf(cell) : null;
  }

  private static Object flag(String cell) {
    return switch (cell.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "1", "是" -> true;
      case "false", "no", "0", "否" -> false;
      default -> null;
    };
  }
}
