package org.watchfire.store.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.FieldCatalog;
import org.watchfire.store.query.IpAddress;
import org.watchfire.store.query.SealedFields;

/**
 * Keyed hashes that stand for sealed values in the index, so that equal values can be found by who
 * has the key and by nobody else. Of keywords, addresses and whole numbers; other types have none.
 * Thread-safe.
 */
final class FieldTokens implements SealedFields {
  private static final int BYTES = 16;

  /** As in the index: longer keywords cannot be searched. */
  private static final int LONGEST = 1024;

  /** More values of one field than this are not told apart. */
  private static final int MOST_VALUES = 100;

  private final SealingSettings settings;
  private final Set<String> fields;
  private final MacKey key;

  FieldTokens(SealingSettings settings, MacKey key) {
    this.settings = settings;
    this.fields = Set.copyOf(settings.fields());
    this.key = key;
  }

  @Override
  public boolean covers(Stream stream, String field) {
    if (settings.indexPlaintext() || !settings.covers(stream)) {
      return false;
    }
    for (String name : fields) {
      if (field.equals(name) || field.startsWith(name + ".") || name.startsWith(field + ".")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<String> token(String field, String value) {
    return fields.contains(field)
        ? canonical(field, value).map(text -> hashed(field, text))
        : Optional.empty();
  }

  private String hashed(String field, String text) {
    CryptoSuite suite = CryptoSuites.named(key.suite());
    byte[] mac =
        suite.mac(key, ("watchfire sealed value 1\n" + field + "\n" + text).getBytes(UTF_8));
    return field + END + HexFormat.of().formatHex(mac, 0, BYTES);
  }

  /** The tokens of a value, or of each of a list, given as JSON. */
  List<String> of(String field, byte[] json) {
    List<String> tokens = new ArrayList<>();
    for (Object value : values(json)) {
      if (tokens.size() < MOST_VALUES && (value instanceof String || value instanceof Number)) {
        token(field, value.toString()).ifPresent(tokens::add);
      }
    }
    return tokens;
  }

  private static List<?> values(byte[] json) {
    try {
      Object value =
          Json.parseObject(("{\"v\":" + new String(json, UTF_8) + "}").getBytes(UTF_8)).get("v");
      if (value instanceof List<?> list) {
        return list;
      }
      return value == null ? List.of() : List.of(value);
    } catch (JsonFormatException e) {
      // Deeper than what is read as JSON here: nothing that is looked for by its value.
      return List.of();
    }
  }

  private static Optional<String> canonical(String field, String value) {
    Optional<FieldCatalog.Type> type = FieldCatalog.standard().type(field);
    if (type.isEmpty() || value.length() > LONGEST) {
      return Optional.empty();
    }
    return switch (type.get()) {
      case KEYWORD -> Optional.of(value);
      case IP -> IpAddress.parse(value).map(IpAddress::toString);
      case LONG ->
          value.matches("-?[0-9]{1,18}")
              ? Optional.of(Long.toString(Long.parseLong(value)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
