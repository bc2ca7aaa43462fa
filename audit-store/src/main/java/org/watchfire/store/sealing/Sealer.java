package org.watchfire.store.sealing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.SealedFields;

/** Seals the personal fields of records and opens them again. Thread-safe. */
public final class Sealer {
  /** What a sealed value begins with. */
  static final String MARK = "wfs1.";

  private static final byte[] MARK_IN_JSON = ("\"" + MARK).getBytes(StandardCharsets.US_ASCII);
  private static final int PSEUDONYM_BYTES = 16;
  private static final Set<String> IDENTITY = Set.of("event.id", "alert.id", "alert.revision");

  private final SealingSettings settings;
  private final Set<String> fields;
  private final SubjectKeys keys;
  private final MacKey pseudonyms;
  private final FieldTokens tokens;
  private final Clock clock;

  /**
   * @param clock decides the quarter that a key belongs to
   */
  public Sealer(SealingSettings settings, SubjectKeys keys, MacKey pseudonyms, Clock clock) {
    this.settings = settings;
    this.fields = Set.copyOf(settings.fields());
    this.keys = keys;
    this.pseudonyms = pseudonyms;
    this.tokens = new FieldTokens(settings, pseudonyms);
    this.clock = clock;
  }

  /**
   * The sealer of a store; empty when nothing is to be sealed and nothing ever was.
   *
   * @param dir the key directory
   * @throws IOException when a key file cannot be read or holds no key; never quotes it
   */
  public static Optional<Sealer> open(SealingSettings settings, Path dir, Clock clock)
      throws IOException {
    return open(settings, dir, clock, false);
  }

  /**
   * As {@link #open}, for another process than the store's: it opens values and makes no keys.
   *
   * @throws IOException as there
   */
  public static Optional<Sealer> reader(SealingSettings settings, Path dir, Clock clock)
      throws IOException {
    return open(settings, dir, clock, true);
  }

  private static Optional<Sealer> open(
      SealingSettings settings, Path dir, Clock clock, boolean readOnly) throws IOException {
    if (settings.kekFile() == null || settings.pseudonymKeyFile() == null) {
      if (Files.isDirectory(dir.resolve("keys"))) {
        throw new IOException(
            dir
                + " holds keys of sealed fields: sealing.kek-file and pseudonym-key-file are missing");
      }
      return Optional.empty();
    }
    try {
      AeadKey kek = AeadKey.parse(Files.readString(settings.kekFile()));
      MacKey pseudonyms = MacKey.parse(Files.readString(settings.pseudonymKeyFile()));
      FileDisk disk = new FileDisk();
      SubjectKeys keys =
          readOnly ? SubjectKeys.reader(dir, kek, disk) : SubjectKeys.open(dir, kek, disk);
      return Optional.of(new Sealer(settings, keys, pseudonyms, clock));
    } catch (IllegalArgumentException e) {
      throw new IOException("sealing keys: " + e.getMessage(), e);
    }
  }

  /** Whether records of a stream are sealed. */
  public boolean covers(Stream stream) {
    return settings.covers(stream);
  }

  /** The keys behind it. */
  public SubjectKeys keys() {
    return keys;
  }

  /** Under which name the ledger knows a person: 32 hexadecimal digits. */
  public String pseudonym(String subject) {
    CryptoSuite suite = CryptoSuites.named(pseudonyms.suite());
    byte[] mac =
        suite.mac(pseudonyms, ("watchfire subject 1\n" + subject).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(mac, 0, PSEUDONYM_BYTES);
  }

  /** The quarter of an instant in UTC, such as {@code 2026q4}. */
  static String quarter(ZonedDateTime time) {
    ZonedDateTime utc = time.withZoneSameInstant(ZoneOffset.UTC);
    return String.format("%04dq%d", utc.getYear(), (utc.getMonthValue() - 1) / 3 + 1);
  }

  /**
   * The record with its personal values sealed; the very record when it has none or is about
   * nobody. New keys are durable only after {@link SubjectKeys#sync}.
   *
   * @throws EventFormatException when the record is not a JSON object in UTF-8
   */
  public byte[] seal(Stream stream, byte[] record) throws IOException, EventFormatException {
    if (!covers(stream)) {
      return record;
    }
    String subjectField = settings.subject();
    List<JsonValues.Value> found =
        JsonValues.find(
            record,
            f -> fields.contains(f) || IDENTITY.contains(f) || f.equals(subjectField),
            text -> false);
    String subject = null;
    boolean any = false;
    for (JsonValues.Value value : found) {
      if (subject == null && value.field().equals(subjectField)) {
        subject = firstText(record, value);
      }
      any |= fields.contains(value.field());
    }
    if (!any || subject == null || subject.isEmpty()) {
      return record;
    }
    String period = quarter(ZonedDateTime.now(clock));
    AeadKey key = keys.current(pseudonym(subject), period);
    CryptoSuite suite = CryptoSuites.named(key.suite());
    String identity = identity(record, found);
    List<JsonValues.Replacement> replacements = new ArrayList<>();
    for (JsonValues.Value value : found) {
      if (fields.contains(value.field())) {
        byte[] plain = Arrays.copyOfRange(record, value.start(), value.end());
        Envelope sealed = suite.seal(key, plain, bound(stream, identity, value.field()));
        byte[] text = ("\"" + MARK + sealed.text() + "\"").getBytes(StandardCharsets.US_ASCII);
        replacements.add(new JsonValues.Replacement(value, text));
      }
    }
    return JsonValues.replace(record, replacements);
  }

  /** A person's id may stand alone or first in a list. */
  private static String firstText(byte[] record, JsonValues.Value value)
      throws EventFormatException {
    if (value.text() != null) {
      return value.text();
    }
    byte[] wrapped = new byte[value.end() - value.start() + 6];
    System.arraycopy("{\"v\":".getBytes(StandardCharsets.US_ASCII), 0, wrapped, 0, 5);
    System.arraycopy(record, value.start(), wrapped, 5, wrapped.length - 6);
    wrapped[wrapped.length - 1] = '}';
    Object tree;
    try {
      tree = Json.parseObject(wrapped).get("v");
    } catch (org.watchfire.core.json.JsonFormatException e) {
      throw new EventFormatException("subject: " + e.getMessage(), e);
    }
    if (tree instanceof List<?> list) {
      tree = list.isEmpty() ? null : list.get(0);
    }
    return tree == null ? null : tree.toString();
  }

  /** What binds a value to its record: of events the id, of alerts id and revision. */
  private static String identity(byte[] record, List<JsonValues.Value> found) {
    StringBuilder out = new StringBuilder();
    for (JsonValues.Value value : found) {
      if (IDENTITY.contains(value.field())) {
        out.append(value.field())
            .append('=')
            .append(
                new String(
                    record, value.start(), value.end() - value.start(), StandardCharsets.UTF_8))
            .append('\n');
      }
    }
    return out.toString();
  }

  private static byte[] bound(Stream stream, String identity, String field) {
    return Json.write(List.of("watchfire sealed field 1", stream.id(), identity, field));
  }

  /**
   * What the index should hold for a recorded entry. Either its values opened as far as their keys
   * still exist; or, when the index is not to have them, the entry as it is with the tokens by
   * which they are found, of those whose keys still exist.
   */
  public byte[] indexed(Stream stream, byte[] entry) throws IOException {
    return settings.indexPlaintext() ? unsealed(stream, entry) : withTokens(stream, entry);
  }

  /** What the index holds sealed, and how it is looked for. */
  public SealedFields sealedFields() {
    return tokens;
  }

  /** Whether a text stands in place of a sealed value. */
  public static boolean isSealed(String text) {
    return text.startsWith(MARK);
  }

  private byte[] withTokens(Stream stream, byte[] entry) throws IOException {
    Set<String> found = new TreeSet<>();
    opened(stream, entry, (value, plain) -> found.addAll(tokens.of(value.field(), plain)));
    int end = entry.length - 1;
    while (end >= 0 && entry[end] != '}') {
      end--;
    }
    if (found.isEmpty() || end < 0) {
      return entry;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(entry.length + 64 * found.size());
    out.write(entry, 0, end);
    out.writeBytes((",\"" + SealedFields.TOKENS + "\":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(Json.write(List.copyOf(found)));
    out.write(entry, end, entry.length - end);
    return out.toByteArray();
  }

  /**
   * The entry with every value opened whose key exists; the others stay sealed. Without sealed
   * values the very entry. While no key is destroyed this is the record that was taken in, byte for
   * byte.
   */
  public byte[] unsealed(Stream stream, byte[] entry) throws IOException {
    List<JsonValues.Replacement> replacements = new ArrayList<>();
    opened(
        stream,
        entry,
        (value, plain) -> replacements.add(new JsonValues.Replacement(value, plain)));
    return replacements.isEmpty() ? entry : JsonValues.replace(entry, replacements);
  }

  private void opened(Stream stream, byte[] entry, BiConsumer<JsonValues.Value, byte[]> taker)
      throws IOException {
    List<JsonValues.Value> found = sealedValues(entry, true);
    String identity = found.isEmpty() ? "" : identity(entry, found);
    for (JsonValues.Value value : found) {
      Optional<Envelope> envelope = envelope(value);
      if (envelope.isPresent()) {
        open(stream, identity, value, envelope.get())
            .ifPresent(plain -> taker.accept(value, plain));
      }
    }
  }

  /** The ids of the keys that an entry's sealed values are under, each once. */
  public static Set<String> kids(byte[] entry) {
    Set<String> kids = new LinkedHashSet<>();
    for (JsonValues.Value value : sealedValues(entry, false)) {
      envelope(value).ifPresent(e -> kids.add(e.kid()));
    }
    return kids;
  }

  private static List<JsonValues.Value> sealedValues(byte[] entry, boolean withIdentity) {
    if (!hasMark(entry)) {
      return List.of();
    }
    try {
      return JsonValues.find(
          entry, f -> withIdentity && IDENTITY.contains(f), text -> text.startsWith(MARK));
    } catch (EventFormatException e) {
      return List.of(); // an entry that is no record, such as the checkpoint of the log before
    }
  }

  private static boolean hasMark(byte[] entry) {
    outer:
    for (int i = 0; i <= entry.length - MARK_IN_JSON.length; i++) {
      for (int j = 0; j < MARK_IN_JSON.length; j++) {
        if (entry[i + j] != MARK_IN_JSON[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  private static Optional<Envelope> envelope(JsonValues.Value value) {
    if (value.text() == null || !value.text().startsWith(MARK)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Envelope.parse(value.text().substring(MARK.length())));
    } catch (CryptoException e) {
      return Optional.empty(); // a text that only looks like one
    }
  }

  /** Empty when the key is gone or the envelope is not one that was made for this place. */
  private Optional<byte[]> open(
      Stream stream, String identity, JsonValues.Value value, Envelope envelope)
      throws IOException {
    Optional<AeadKey> key = keys.find(envelope.kid());
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      CryptoSuite suite = CryptoSuites.named(key.get().suite());
      return Optional.of(suite.open(key.get(), envelope, bound(stream, identity, value.field())));
    } catch (CryptoException e) {
      return Optional.empty();
    }
  }
}
