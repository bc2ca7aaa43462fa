package org.watchfire.store.query;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which fields are indexed, and as what: the one source of both the index mapping and the
 * allow-list of the search language. Read from {@code fields.tsv}. Immutable.
 */
public final class FieldCatalog {
  /** How a field is indexed. */
  public enum Type {
    KEYWORD,
    TEXT,
    IP,
    DATE,
    LONG,
    DOUBLE,
    BOOLEAN,
    FLATTENED
  }

  private static final FieldCatalog STANDARD = read();

  private final Map<String, Type> fields;

  private FieldCatalog(Map<String, Type> fields) {
    this.fields = Collections.unmodifiableMap(fields);
  }

  /** The catalog that ships. */
  public static FieldCatalog standard() {
    return STANDARD;
  }

  private static FieldCatalog read() {
    Map<String, Type> fields = new LinkedHashMap<>();
    try (InputStream in = FieldCatalog.class.getResourceAsStream("fields.tsv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] parts = line.split("\t", -1);
        if (parts.length != 2
            || fields.put(parts[0], Type.valueOf(parts[1].toUpperCase(Locale.ROOT))) != null) {
          throw new IllegalStateException("fields.tsv: malformed or repeated: " + line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("fields.tsv cannot be read", e);
    }
    return new FieldCatalog(fields);
  }

  /** All fields with their types, in the order of the file. */
  public Map<String, Type> fields() {
    return fields;
  }

  /** Type of a field that may be searched; a name below a flattened field is a keyword. */
  public Optional<Type> type(String field) {
    Type type = fields.get(field);
    if (type != null) {
      return type == Type.FLATTENED ? Optional.empty() : Optional.of(type);
    }
    for (int dot = field.indexOf('.'); dot > 0; dot = field.indexOf('.', dot + 1)) {
      if (fields.get(field.substring(0, dot)) == Type.FLATTENED && dot + 1 < field.length()) {
        return Optional.of(Type.KEYWORD);
      }
    }
    return Optional.empty();
  }
}
