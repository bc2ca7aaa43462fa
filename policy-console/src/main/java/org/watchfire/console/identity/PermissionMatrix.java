package org.watchfire.console.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What each role may do, read from {@code permissions.txt}. Immutable.
 *
 * <p>Permissions are Shiro wildcard permissions of the form {@code object:action[:part]} without
 * wildcards: a role has nothing that the file does not spell out.
 */
public final class PermissionMatrix {
  private static final Pattern PERMISSION = Pattern.compile("[a-z]+:[a-z]+(:[a-z]+)?");

  private final Set<String> permissions;
  private final Map<Role, Set<String>> granted;

  private PermissionMatrix(Set<String> permissions, Map<Role, Set<String>> granted) {
    this.permissions = Collections.unmodifiableSet(permissions);
    this.granted = Collections.unmodifiableMap(granted);
  }

  /** The matrix that ships with the console. */
  public static PermissionMatrix load() {
    try (InputStream in = PermissionMatrix.class.getResourceAsStream("permissions.txt")) {
      if (in == null) {
        throw new IllegalStateException("permissions.txt is missing from the class path");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read permissions.txt", e);
    }
  }

  /**
   * @throws IllegalArgumentException naming the line when a column, a mark or a permission is
   *     wrong, a role is missing or a permission is written twice
   */
  static PermissionMatrix parse(String text) {
    List<Role> columns = List.of();
    Set<String> permissions = new LinkedHashSet<>();
    Map<Role, Set<String>> granted = new EnumMap<>(Role.class);
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.asList(line.trim().split("\\s+"));
      if (columns.isEmpty()) {
        columns = header(cells, number);
        columns.forEach(role -> granted.put(role, new LinkedHashSet<>()));
        continue;
      }
      String permission = cells.get(0);
      if (!PERMISSION.matcher(permission).matches() || cells.size() != columns.size() + 1) {
        throw wrong(number, "expected a permission and " + columns.size() + " marks: " + line);
      }
      if (!permissions.add(permission)) {
        throw wrong(number, permission + " is written twice");
      }
      for (int i = 0; i < columns.size(); i++) {
        switch (cells.get(i + 1)) {
          case "+" -> granted.get(columns.get(i)).add(permission);
          case "." -> {}
          default -> throw wrong(number, "expected + or . but found " + cells.get(i + 1));
        }
      }
    }
    return new PermissionMatrix(permissions, granted);
  }

  /** Every permission there is. */
  public Set<String> permissions() {
    return permissions;
  }

  /** What these roles may do together, sorted. */
  public Set<String> granted(Collection<Role> roles) {
    Set<String> all = new TreeSet<>();
    roles.forEach(role -> all.addAll(granted.get(role)));
    return all;
  }

  private static List<Role> header(List<String> cells, int number) {
    if (!cells.get(0).equals("permission")) {
      throw wrong(number, "expected the line that names the columns");
    }
    List<Role> columns;
    try {
      columns = cells.stream().skip(1).map(Role::valueOf).toList();
    } catch (IllegalArgumentException e) {
      throw wrong(number, e.getMessage());
    }
    if (columns.size() != Role.values().length
        || !Set.copyOf(columns).containsAll(List.of(Role.values()))) {
      throw wrong(number, "expected each role exactly once");
    }
    return columns;
  }

  private static IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException("permissions.txt:" + number + ": " + what);
  }
}
