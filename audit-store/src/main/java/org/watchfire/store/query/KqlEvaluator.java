package org.watchfire.store.query;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.watchfire.store.ledger.Stream;

/**
 * Says of one recorded entry whether a query finds it, from the entry's bytes alone. Slow and
 * obvious: it is what the index is tested against, and what the offline verifier replays the query
 * of an export with. Immutable, thread-safe.
 *
 * <p>It agrees with the index with these exceptions, in which the entry itself is right:
 *
 * <ul>
 *   <li>a record that the index could only take reduced ({@code wf.index_error}) is judged by its
 *       whole content here; {@code wf.index_error} itself has no value here;
 *   <li>of an alert the index holds the last revision, the ledger every one;
 *   <li>words as said in {@link Words}: emoji.
 * </ul>
 *
 * <p>An entry that is no JSON object has no fields besides {@code wf.stream} and {@code wf.seq}: it
 * is found by what asks for nothing else.
 */
public final class KqlEvaluator {
  /** Longer keywords cannot be searched; as in the index mapping. */
  private static final int IGNORE_ABOVE = 1024;

  private static final int LONGEST_NUMBER = 64;
  private static final BigDecimal LOWEST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final Stream stream;
  private final Condition condition;

  private KqlEvaluator(Stream stream, Condition condition) {
    this.stream = stream;
    this.condition = condition;
  }

  /** For a condition that was read already. */
  public static KqlEvaluator of(Stream stream, Condition condition) {
    return new KqlEvaluator(requireNonNull(stream), requireNonNull(condition));
  }

  /**
   * For a query within a time.
   *
   * @param query null or blank finds everything
   * @param from earliest {@code @timestamp}, inclusive; null for open
   * @param to latest {@code @timestamp}, exclusive; null for open
   * @throws QuerySyntaxException with the column of what is wrong
   */
  public static KqlEvaluator of(Stream stream, String query, Instant from, Instant to)
      throws QuerySyntaxException {
    return of(stream, Condition.parse(stream, query, from, to));
  }

  /**
   * Whether the query finds the entry.
   *
   * @param seq its number in the stream
   * @param entry its bytes
   */
  public boolean matches(long seq, byte[] entry) {
    Map<String, List<RecordFields.Scalar>> fields;
    try {
      fields = new LinkedHashMap<>(RecordFields.read(entry));
    } catch (RecordFields.NotARecord e) {
      fields = new LinkedHashMap<>();
    }
    fields.keySet().removeIf(name -> name.equals("wf") || name.startsWith("wf."));
    fields.put("wf.stream", List.of(new RecordFields.Scalar(RecordFields.Kind.TEXT, stream.id())));
    fields.put(
        "wf.seq", List.of(new RecordFields.Scalar(RecordFields.Kind.NUMBER, Long.toString(seq))));
    return holds(condition, fields);
  }

  private static boolean holds(Condition c, Map<String, List<RecordFields.Scalar>> fields) {
    if (c instanceof Condition.And and) {
      return and.parts().stream().allMatch(part -> holds(part, fields));
    }
    if (c instanceof Condition.Or or) {
      return or.parts().stream().anyMatch(part -> holds(part, fields));
    }
    if (c instanceof Condition.Not not) {
      return !holds(not.part(), fields);
    }
    if (c instanceof Condition.Exists exists) {
      return values(fields, exists.field()).stream().anyMatch(v -> hasValue(exists.field(), v));
    }
    if (c instanceof Condition.Keyword keyword) {
      return keywords(fields, keyword.field()).stream()
          .anyMatch(
              text ->
                  keyword.prefix()
                      ? text.startsWith(keyword.value())
                      : text.equals(keyword.value()));
    }
    if (c instanceof Condition.Phrase phrase) {
      return values(fields, phrase.field()).stream().anyMatch(v -> contains(v.text(), phrase));
    }
    if (c instanceof Condition.Between between) {
      return values(fields, between.field()).stream()
          .map(KqlEvaluator::whole)
          .flatMap(Optional::stream)
          .anyMatch(n -> n >= between.low() && n <= between.high());
    }
    if (c instanceof Condition.Within within) {
      return values(fields, within.field()).stream()
          .map(KqlEvaluator::decimal)
          .flatMap(Optional::stream)
          .anyMatch(n -> n >= within.low() && n <= within.high());
    }
    if (c instanceof Condition.During during) {
      return values(fields, during.field()).stream()
          .map(v -> Times.ofRecord(v.text()))
          .filter(OptionalLong::isPresent)
          .mapToLong(OptionalLong::getAsLong)
          .anyMatch(t -> t >= during.low() && t <= during.high());
    }
    if (c instanceof Condition.Network network) {
      return values(fields, network.field()).stream()
          .map(KqlEvaluator::address)
          .flatMap(Optional::stream)
          .anyMatch(ip -> ip.compareTo(network.low()) >= 0 && ip.compareTo(network.high()) <= 0);
    }
    if (c instanceof Condition.Is is) {
      return values(fields, is.field()).stream()
          .map(KqlEvaluator::truth)
          .flatMap(Optional::stream)
          .anyMatch(truth -> truth == is.value());
    }
    return c instanceof Condition.All;
  }

  private static List<RecordFields.Scalar> values(
      Map<String, List<RecordFields.Scalar>> fields, String field) {
    return fields.getOrDefault(field, List.of());
  }

  /** Texts that can be searched: of the field, or of all below it when it is flattened. */
  private static List<String> keywords(
      Map<String, List<RecordFields.Scalar>> fields, String field) {
    List<RecordFields.Scalar> all = new ArrayList<>(values(fields, field));
    if (FieldCatalog.standard().fields().get(field) == FieldCatalog.Type.FLATTENED) {
      fields.forEach(
          (name, values) -> {
            if (name.startsWith(field + ".")) {
              all.addAll(values);
            }
          });
    }
    return all.stream()
        .map(RecordFields.Scalar::text)
        .filter(text -> text.length() <= IGNORE_ABOVE)
        .toList();
  }

  private static boolean hasValue(String field, RecordFields.Scalar value) {
    return switch (FieldCatalog.standard().type(field).orElseThrow()) {
      case KEYWORD, FLATTENED -> value.text().length() <= IGNORE_ABOVE;
      case TEXT -> true;
      case IP -> address(value).isPresent();
      case DATE -> Times.ofRecord(value.text()).isPresent();
      case LONG -> whole(value).isPresent();
      case DOUBLE -> decimal(value).isPresent();
      case BOOLEAN -> truth(value).isPresent();
    };
  }

  private static boolean contains(String text, Condition.Phrase phrase) {
    List<String> words = Words.of(text);
    List<String> wanted = phrase.words();
    for (int start = 0; !wanted.isEmpty() && start + wanted.size() <= words.size(); start++) {
      boolean all = true;
      for (int i = 0; i < wanted.size() && all; i++) {
        String word = words.get(start + i);
        boolean open = phrase.prefix() && i == wanted.size() - 1;
        all = open ? word.startsWith(wanted.get(i)) : word.equals(wanted.get(i));
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private static Optional<BigDecimal> number(RecordFields.Scalar value) {
    if (value.kind() == RecordFields.Kind.TRUTH || value.text().length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(value.text()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** What is behind the point is cut off, as the index does. */
  private static Optional<Long> whole(RecordFields.Scalar value) {
    return number(value)
        .filter(n -> n.compareTo(LOWEST) >= 0 && n.compareTo(HIGHEST) <= 0)
        .map(BigDecimal::longValue);
  }

  private static Optional<Double> decimal(RecordFields.Scalar value) {
    return number(value).map(BigDecimal::doubleValue).filter(Double::isFinite);
  }

  private static Optional<IpAddress> address(RecordFields.Scalar value) {
    return value.kind() == RecordFields.Kind.TEXT
        ? IpAddress.parse(value.text())
        : Optional.empty();
  }

  private static Optional<Boolean> truth(RecordFields.Scalar value) {
    return switch (value.text()) {
      case "true" -> Optional.of(true);
      case "false", "" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
