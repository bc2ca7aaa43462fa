package org.watchfire.store.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commit point of a log. As a file:
 *
 * <pre>
 * {"state":{"format":2,"origin":…,"epoch":n,"size":…,"root":base64,"frontier":[base64…],"offsets":{"topic/partition":next},
 *   "memory":{name:base64},"counters":{name:n},"previous":hex},"sha256":hex of the bytes of the state object}
 * </pre>
 *
 * The digest finds accidental damage; {@code previous} is the digest of the state before, so states
 * form a chain. {@code epoch} grows with every opening by a writer: one that finds another state
 * than its own has lost the log to another process.
 */
record LedgerState(
    String origin,
    long epoch,
    long size,
    byte[] root,
    List<byte[]> frontier,
    Commit commit,
    String previous) {
  static final String FILE = "state.json";

  private static final int FORMAT = 2;
  private static final byte[] HEAD = "{\"state\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MIDDLE = ",\"sha256\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL = "\"}\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 64;
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The state as the bytes of its file. */
  byte[] bytes() {
    byte[] state = object();
    ByteArrayOutputStream out = new ByteArrayOutputStream(state.length + 128);
    out.writeBytes(HEAD);
    out.writeBytes(state);
    out.writeBytes(MIDDLE);
    out.writeBytes(digest(state).getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(TAIL);
    return out.toByteArray();
  }

  /** The same, in the hands of a new writer. */
  LedgerState claimed() {
    return new LedgerState(origin, epoch + 1, size, root, frontier, commit, digest());
  }

  /** The state that follows when a batch is committed. */
  LedgerState next(long newSize, byte[] newRoot, List<byte[]> newFrontier, Commit with) {
    return new LedgerState(origin, epoch, newSize, newRoot, newFrontier, with, digest());
  }

  /** What the next state names as its {@code previous}. */
  String digest() {
    return digest(object());
  }

  private static String digest(byte[] state) {
    return HexFormat.of().formatHex(Rfc6962.sha256(state));
  }

  private byte[] object() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator g = JSON.createGenerator(out)) {
      g.writeStartObject();
      g.writeNumberField("format", FORMAT);
      g.writeStringField("origin", origin);
      g.writeNumberField("epoch", epoch);
      g.writeNumberField("size", size);
      g.writeStringField("root", Rfc6962.base64(root));
      g.writeArrayFieldStart("frontier");
      for (byte[] hash : frontier) {
        g.writeString(Rfc6962.base64(hash));
      }
      g.writeEndArray();
      g.writeObjectFieldStart("offsets");
      for (Map.Entry<String, Long> e : commit.offsets().entrySet()) {
        g.writeNumberField(e.getKey(), e.getValue());
      }
      g.writeEndObject();
      g.writeObjectFieldStart("memory");
      for (Map.Entry<String, byte[]> e : commit.memory().entrySet()) {
        g.writeStringField(e.getKey(), Rfc6962.base64(e.getValue()));
      }
      g.writeEndObject();
      g.writeObjectFieldStart("counters");
      for (Map.Entry<String, Long> e : commit.counters().entrySet()) {
        g.writeNumberField(e.getKey(), e.getValue());
      }
      g.writeEndObject();
      g.writeStringField("previous", previous);
      g.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }

  /**
   * Reads the file.
   *
   * @throws LedgerCorruptException when a byte of it was changed
   */
  static LedgerState parse(byte[] file) throws LedgerCorruptException {
    int end = file.length - TAIL.length - DIGITS - MIDDLE.length;
    if (end < HEAD.length
        || !matches(file, 0, HEAD)
        || !matches(file, end, MIDDLE)
        || !matches(file, file.length - TAIL.length, TAIL)) {
      throw new LedgerCorruptException(FILE, "is not a ledger state");
    }
    byte[] state = Arrays.copyOfRange(file, HEAD.length, end);
    String written = new String(file, end + MIDDLE.length, DIGITS, StandardCharsets.ISO_8859_1);
    if (!written.equals(digest(state))) {
      throw new LedgerCorruptException(FILE, "was changed: its digest does not fit");
    }
    try {
      JsonNode json = MAPPER.readTree(state);
      if (json.path("format").asInt() != FORMAT) {
        throw new LedgerCorruptException(
            FILE, "has format " + json.path("format") + ", expected " + FORMAT);
      }
      List<byte[]> frontier = new ArrayList<>();
      for (JsonNode hash : json.path("frontier")) {
        frontier.add(hash.binaryValue());
      }
      Map<String, Long> offsets = new TreeMap<>();
      json.path("offsets")
          .properties()
          .forEach(e -> offsets.put(e.getKey(), e.getValue().asLong()));
      Map<String, Long> counters = new TreeMap<>();
      json.path("counters")
          .properties()
          .forEach(e -> counters.put(e.getKey(), e.getValue().asLong()));
      Map<String, byte[]> memory = new TreeMap<>();
      for (Map.Entry<String, JsonNode> e : json.path("memory").properties()) {
        memory.put(e.getKey(), e.getValue().binaryValue());
      }
      return new LedgerState(
          json.path("origin").asText(),
          json.path("epoch").asLong(-1),
          json.path("size").asLong(-1),
          json.path("root").binaryValue(),
          frontier,
          new Commit(offsets, memory, counters),
          json.path("previous").asText());
    } catch (IOException e) {
      throw new LedgerCorruptException(FILE, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean matches(byte[] file, int at, byte[] expected) {
    return Arrays.equals(file, at, at + expected.length, expected, 0, expected.length);
  }
}
