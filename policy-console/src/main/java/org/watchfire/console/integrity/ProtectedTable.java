package org.watchfire.console.integrity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which rows are sealed, and what of them. Immutable. Changing the members of a table that is in
 * use makes its seals invalid: new columns belong into a new protected table.
 */
public final class ProtectedTable {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final String name;
  private final List<String> key;
  private final Map<String, String> members;

  private ProtectedTable(String name, List<String> key, Map<String, String> members) {
    this.name = name;
    this.key = List.copyOf(key);
    this.members = new LinkedHashMap<>(members);
  }

  /**
   * @param name of the table
   * @param key columns of its primary key; as text, only the last one may hold a slash
   */
  public static ProtectedTable of(String name, String... key) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String column : key) {
      members.put(checked(column), "t." + column);
    }
    return new ProtectedTable(checked(name), List.of(key), members);
  }

  /** With these columns as members of the content. */
  public ProtectedTable columns(String... columns) {
    Map<String, String> more = new LinkedHashMap<>(members);
    for (String column : columns) {
      more.put(checked(column), "t." + column);
    }
    return new ProtectedTable(name, key, more);
  }

  /**
   * With a member that SQL works out, for example from rows that belong to this one.
   *
   * @param sql a constant of the program; the row is {@code t}
   */
  public ProtectedTable member(String member, String sql) {
    Map<String, String> more = new LinkedHashMap<>(members);
    more.put(checked(member), sql);
    return new ProtectedTable(name, key, more);
  }

  public String name() {
    return name;
  }

  /** The key of a row as one text. */
  public String keyOf(String... values) {
    if (values.length != key.size()) {
      throw new IllegalArgumentException(name + " has a key of " + key.size() + " columns");
    }
    return String.join("/", values);
  }

  /** SQL that gives the content of row {@code t} as text. */
  String content() {
    List<String> parts = new ArrayList<>();
    members.forEach((member, sql) -> parts.add("'" + member + "', " + sql));
    return "jsonb_build_object(" + String.join(", ", parts) + ")::text";
  }

  /** SQL that gives the key of row {@code t} as one text. */
  String keyText() {
    return key.stream().map(k -> "t." + k + "::text").collect(Collectors.joining(" || '/' || "));
  }

  /** SQL condition for one row, with the parameters {@code k0}, {@code k1}, …. */
  String where() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      // No cost for text: the cast of a text to text is none, and its index is used.
      parts.add("t." + key.get(i) + "::text = :k" + i);
    }
    return String.join(" AND ", parts);
  }

  /** SQL that joins row {@code t} with wanted keys: {@code k0}, {@code k1}, … are arrays. */
  String among() {
    List<String> arrays = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      arrays.add(":k" + i);
      names.add("k" + i);
      parts.add("t." + key.get(i) + " = w.k" + i);
    }
    return "JOIN unnest("
        + String.join(", ", arrays)
        + ") AS w("
        + String.join(", ", names)
        + ") ON "
        + String.join(" AND ", parts);
  }

  /** Values of {@link #where}'s parameters for a key. */
  Map<String, String> parameters(String rowKey) {
    List<String> values = List.of(rowKey.split("/", key.size()));
    if (values.size() != key.size()) {
      throw new IllegalArgumentException("not a key of " + name);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < key.size(); i++) {
      parameters.put("k" + i, values.get(i));
    }
    return parameters;
  }

  private static String checked(String word) {
    if (!NAME.matcher(word).matches()) {
      throw new IllegalArgumentException("not a name of SQL: " + word);
    }
    return word;
  }

  @Override
  public String toString() {
    return name;
  }
}
