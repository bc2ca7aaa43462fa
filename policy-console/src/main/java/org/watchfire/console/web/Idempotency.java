package org.watchfire.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.IdentityException;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;

/**
 * Does what a {@code POST} with an {@code Idempotency-Key} asks for at most once: a repetition
 * within a day gets the first answer again. Keys are their account's own. Thread-safe; several
 * consoles may share the database.
 *
 * <p>A request whose end nobody saw, because the console or its database stopped in between, is not
 * run again either: its repetitions are told so.
 */
public final class Idempotency {
  static final String HEADER = "Idempotency-Key";
  static final String REPLAYED = "Idempotency-Replayed";

  private static final Duration KEPT = Duration.ofDays(1);
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{8,128}");
  private static final int LARGEST_ANSWER = 64 << 10;

  private final Database database;
  private final AeadKey key;
  private final CryptoSuite suite;
  private final Clock clock;

  /**
   * @param key seals the answers
   */
  public Idempotency(Database database, AeadKey key, Clock clock) {
    this.database = database;
    this.key = key;
    this.suite = CryptoSuites.named(key.suite());
    this.clock = clock;
  }

  private record Row(String request, Integer status, String answer) {}

  /** Runs the handler, or answers as before. */
  void run(Call call, Route route) {
    String text = call.context().header(HEADER);
    if (text == null || !route.method().equals("POST")) {
      route.handler().handle(call);
      return;
    }
    if (!KEY.matcher(text).matches()) {
      throw Refusal.invalid(HEADER + " expects 8 to 128 letters, digits, hyphens, underscores");
    }
    if (!call.hasJsonBody()) {
      throw Refusal.invalid(HEADER + " is for requests with a body in JSON, or none");
    }
    String request = digest(call);
    Optional<Row> before = begin(call.caller(), text, request);
    if (before.isPresent()) {
      repeat(call, text, request, before.get());
      return;
    }
    try {
      route.handler().handle(call);
    } catch (Refusal | TamperedRowException | IdentityException refused) {
      // Nothing was done: the same key may be tried again.
      forget(call.caller(), text);
      throw refused;
    }
    end(call, text);
  }

  private void repeat(Call call, String text, String request, Row row) {
    if (!row.request().equals(request)) {
      throw new Refusal(
          422, "idempotency-key-reused", "this " + HEADER + " was used for another request");
    }
    if (row.status() == null) {
      throw new Refusal(
          409,
          "outcome-unknown",
          "the first request of this "
              + HEADER
              + " is under way, or nobody saw its end; look at what it was to change");
    }
    if (row.answer() == null) {
      throw new Refusal(
          409, "already-done", "this was done; its answer is not one that can be given again");
    }
    call.header(REPLAYED, "true");
    call.again(row.status(), open(call.caller(), text, row.answer()));
  }

  private Optional<Row> begin(Caller caller, String text, String request) {
    Instant now = clock.instant();
    return database.inTransaction(
        handle -> {
          handle
              .createUpdate("DELETE FROM idempotency_keys WHERE begun_at < :old")
              .bind("old", now.minus(KEPT).atOffset(ZoneOffset.UTC))
              .execute();
          int fresh =
              handle
                  .createUpdate(
                      "INSERT INTO idempotency_keys (username, key, request, begun_at)"
                          + " VALUES (:u, :k, :r, :now) ON CONFLICT DO NOTHING")
                  .bind("u", caller.username())
                  .bind("k", text)
                  .bind("r", request)
                  .bind("now", now.atOffset(ZoneOffset.UTC))
                  .execute();
          if (fresh == 1) {
            return Optional.empty();
          }
          return handle
              .createQuery(
                  "SELECT request, status, answer FROM idempotency_keys"
                      + " WHERE username = :u AND key = :k")
              .bind("u", caller.username())
              .bind("k", text)
              .map(
                  (rs, c) ->
                      new Row(
                          rs.getString("request"),
                          rs.getObject("status", Integer.class),
                          rs.getString("answer")))
              .findOne();
        });
  }

  private void end(Call call, String text) {
    Optional<byte[]> answer = call.answered().filter(bytes -> bytes.length <= LARGEST_ANSWER);
    String sealed =
        answer
            .map(bytes -> suite.seal(key, 1, bytes, aad(call.caller(), text)).text())
            .orElse(null);
    database.inTransaction(
        handle ->
            handle
                .createUpdate(
                    "UPDATE idempotency_keys SET status = :s, answer = :a"
                        + " WHERE username = :u AND key = :k")
                .bind("s", call.context().statusCode())
                .bind("a", sealed)
                .bind("u", call.caller().username())
                .bind("k", text)
                .execute());
  }

  private void forget(Caller caller, String text) {
    database.inTransaction(
        handle ->
            handle
                .createUpdate("DELETE FROM idempotency_keys WHERE username = :u AND key = :k")
                .bind("u", caller.username())
                .bind("k", text)
                .execute());
  }

  private byte[] open(Caller caller, String text, String sealed) {
    try {
      return suite.open(key, Envelope.parse(sealed), aad(caller, text));
    } catch (CryptoException e) {
      throw new Refusal(409, "already-done", "this was done; its answer was altered since");
    }
  }

  private static byte[] aad(Caller caller, String text) {
    return ("idempotency\0" + caller.username() + "\0" + text).getBytes(UTF_8);
  }

  /** The method is always the same; the body is read here, and by the handler again. */
  private String digest(Call call) {
    byte[] head =
        (call.context().path() + "?" + call.context().queryString() + "\0").getBytes(UTF_8);
    byte[] body = call.bytes();
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return HexFormat.of().formatHex(suite.hash(all));
  }
}
