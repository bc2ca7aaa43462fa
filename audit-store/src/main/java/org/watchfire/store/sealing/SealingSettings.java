package org.watchfire.store.sealing;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.watchfire.core.config.Default;
import org.watchfire.store.ledger.Stream;

/**
 * What is sealed. Applies to records that are taken in from now on.
 *
 * @param fields dotted names of the personal fields; none switches sealing off
 * @param subject the field whose text identifies the person; a record without it is about nobody
 *     and stays as it is
 * @param streams where, of events, alerts and deadletter; who acted on the system itself ({@code
 *     audit}) always stays readable
 * @param kekFile file with the key that wraps the data keys, an {@code AeadKey} text
 * @param pseudonymKeyFile file with the key of the pseudonyms, a {@code MacKey} text
 * @param indexPlaintext whether the index holds the values in the clear, to be searched in every
 *     way, until they are shredded; otherwise it holds them sealed, found by whole values only
 */
public record SealingSettings(
    @Default("[]") List<String> fields,
    @Default("user.name") String subject,
    @Default("[events]") List<String> streams,
    @Default("null") Path kekFile,
    @Default("null") Path pseudonymKeyFile,
    @Default("false") boolean indexPlaintext) {

  /** Where all parts of the store must be able to read. */
  private static final Set<String> NEVER =
      Set.of(
          "@timestamp",
          "ecs.version",
          "event.id",
          "event.kind",
          "event.dataset",
          "agent.id",
          "alert.id",
          "alert.revision",
          "gov.data.level",
          "gov.data.rank",
          "wf.kind");

  /** Checks names and files. */
  public SealingSettings {
    fields = List.copyOf(fields);
    streams = List.copyOf(streams);
    for (String field : fields) {
      if (field.isBlank() || field.startsWith(".") || field.endsWith(".")) {
        throw new IllegalArgumentException("fields: '" + field + "' is not the name of a field");
      }
      if (subject.startsWith(field + ".")) {
        throw new IllegalArgumentException(
            "fields: '" + field + "' would hide the subject " + subject + "; name its parts");
      }
      for (String never : NEVER) {
        if (never.equals(field) || never.startsWith(field + ".")) {
          throw new IllegalArgumentException(
              "fields: '" + field + "' cannot be sealed, the store needs " + never);
        }
      }
    }
    for (String stream : streams) {
      if (Stream.of(stream).isEmpty() || stream.equals(Stream.AUDIT.id())) {
        throw new IllegalArgumentException(
            "streams: '" + stream + "' is none of events, alerts, deadletter");
      }
    }
    if (subject.isBlank()) {
      throw new IllegalArgumentException("subject must name a field");
    }
    if (!fields.isEmpty() && (kekFile == null || pseudonymKeyFile == null)) {
      throw new IllegalArgumentException("fields needs kek-file and pseudonym-key-file");
    }
  }

  /** Nothing is sealed. */
  public static SealingSettings off() {
    return new SealingSettings(List.of(), "user.name", List.of("events"), null, null, true);
  }

  /** Whether there is anything to seal in a stream. */
  public boolean covers(Stream stream) {
    return !fields.isEmpty() && streams.contains(stream.id());
  }
}
