package org.watchfire.store.reconcile;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.index.IndexDocument;
import org.watchfire.store.ledger.Stream;

/**
 * Whether a document of the index is what it should be.
 *
 * @param result what came out
 * @param fields names of the fields that differ, at most {@link #MOST_FIELDS}; empty when the
 *     document is as it should be, or differs in nothing but its spelling
 */
public record DocumentComparison(Result result, List<String> fields) {
  /** How a document stands to its record. */
  public enum Result {
    /** Byte for byte what is indexed for the record. */
    SAME,
    /**
     * The form that is indexed for this record when Elasticsearch refuses the whole. It is right
     * only if it does.
     */
    REDUCED,
    /** Anything else. */
    DIFFERENT
  }

  /** More names than this are not listed. */
  static final int MOST_FIELDS = 20;

  private static final DocumentComparison SAME = new DocumentComparison(Result.SAME, List.of());
  private static final DocumentComparison REDUCED =
      new DocumentComparison(Result.REDUCED, List.of());

  /** Copies the list. */
  public DocumentComparison {
    fields = List.copyOf(fields);
  }

  /**
   * Compares.
   *
   * @param record the record in the form in which it is indexed
   * @param source {@code _source} of the document, byte for byte
   */
  public static DocumentComparison of(Stream stream, long seq, byte[] record, byte[] source) {
    Optional<byte[]> whole = IndexDocument.whole(stream, seq, record);
    if (whole.isPresent() && Arrays.equals(whole.get(), source)) {
      return SAME;
    }
    Map<String, Object> found;
    try {
      found = Json.parseObject(source);
    } catch (JsonFormatException e) {
      return new DocumentComparison(Result.DIFFERENT, List.of());
    }
    if (found.get("wf") instanceof Map<?, ?> wf && wf.get("index_error") instanceof String reason) {
      Instant time = time(found.get("@timestamp"));
      if (Arrays.equals(source, IndexDocument.reduced(stream, seq, record, reason, time))
          || Arrays.equals(source, IndexDocument.minimal(stream, seq, reason, time))) {
        return REDUCED;
      }
    }
    byte[] expected =
        whole.orElseGet(() -> IndexDocument.reduced(stream, seq, record, "", Instant.EPOCH));
    return new DocumentComparison(Result.DIFFERENT, differences(expected, found));
  }

  private static Instant time(Object value) {
    try {
      return value instanceof String text ? Instant.parse(text) : Instant.EPOCH;
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static List<String> differences(byte[] expected, Map<String, Object> found) {
    Map<String, Object> left = new TreeMap<>();
    Map<String, Object> right = new TreeMap<>();
    try {
      flatten("", Json.parseObject(expected), left);
    } catch (JsonFormatException e) {
      return List.of();
    }
    flatten("", found, right);
    TreeSet<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      if (differing.size() < MOST_FIELDS && !Objects.equals(left.get(name), right.get(name))) {
        differing.add(name);
      }
    }
    return differing;
  }

  private static void flatten(String prefix, Map<?, ?> from, Map<String, Object> into) {
    from.forEach(
        (name, value) -> {
          String path = prefix.isEmpty() ? (String) name : prefix + "." + name;
          if (value instanceof Map<?, ?> inner) {
            flatten(path, inner, into);
          } else {
            into.put(path, value);
          }
        });
  }
}
