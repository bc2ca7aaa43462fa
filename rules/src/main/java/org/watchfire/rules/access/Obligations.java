package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an allow asks in return.
 *
 * @param maskFields fields whose values are shown masked
 * @param rowFilter which records are shown, in the query language of the audit search; empty = all
 * @param justification the reader must write why
 * @param watermark what is shown carries the reader's name
 * @param notified who is told: {@code owner}, {@code department}, or an account
 */
public record Obligations(
    Set<String> maskFields,
    String rowFilter,
    boolean justification,
    boolean watermark,
    Set<String> notified) {

  /** Nothing. */
  public static final Obligations NONE = new Obligations(Set.of(), "", false, false, Set.of());

  public Obligations {
    maskFields = Set.copyOf(maskFields);
    requireNonNull(rowFilter, "rowFilter");
    notified = Set.copyOf(notified);
  }

  /** Whether these show as much as the others or more, and ask no more. */
  boolean atMost(Obligations other) {
    return other.maskFields.containsAll(maskFields)
        && (rowFilter.isEmpty() || rowFilter.equals(other.rowFilter))
        && (!justification || other.justification)
        && (!watermark || other.watermark)
        && other.notified.containsAll(notified);
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    Trees.texts(tree, "mask", maskFields);
    Trees.text(tree, "row_filter", rowFilter);
    Trees.flag(tree, "justification", justification);
    Trees.flag(tree, "watermark", watermark);
    Trees.texts(tree, "notify", notified);
    return tree;
  }
}
