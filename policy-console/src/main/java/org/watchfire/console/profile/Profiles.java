package org.watchfire.console.profile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;

/**
 * How each person wants to see things: views of the queue, columns, language. The console decides
 * nothing by it and does not look inside. Thread-safe.
 */
public final class Profiles {
  private static final int MAX_BYTES = 65_536;

  /**
   * @param version 0 when nothing was ever kept
   * @param settings a JSON object
   */
  public record Profile(long version, JsonNode settings) {}

  private final Database database;
  private final Clock clock;

  public Profiles(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  public Profile of(Caller caller) {
    return database.inTransaction(
        handle ->
            handle
                .createQuery("SELECT version, settings FROM profiles WHERE username = :u")
                .bind("u", caller.username())
                .map((rs, c) -> new Profile(rs.getLong(1), StrictJson.tree(rs.getBytes(2))))
                .findOne()
                .orElseGet(() -> new Profile(0, StrictJson.tree("{}".getBytes(UTF_8)))));
  }

  /**
   * @param seen the version that was read
   * @throws Refusal 409 {@code stale} when another window was faster, 413 when it is too large
   */
  public Profile put(Caller caller, long seen, JsonNode settings) {
    byte[] bytes = StrictJson.write(settings);
    if (bytes.length > MAX_BYTES) {
      throw new Refusal(413, "too-large", "settings are at most " + MAX_BYTES + " bytes");
    }
    Optional<Long> version =
        database.inTransaction(
            handle ->
                handle
                    .createQuery(
                        "INSERT INTO profiles AS p (username, version, settings, changed_at)"
                            + " SELECT :u, 1, :s, :now WHERE :seen = 0 OR EXISTS"
                            + " (SELECT 1 FROM profiles WHERE username = :u)"
                            + " ON CONFLICT (username) DO UPDATE SET version = p.version + 1,"
                            + " settings = :s, changed_at = :now WHERE p.version = :seen"
                            + " RETURNING version")
                    .bind("u", caller.username())
                    .bind("s", bytes)
                    .bind("seen", seen)
                    .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .mapTo(Long.class)
                    .findOne());
    return new Profile(
        version.orElseThrow(
            () ->
                new Refusal(409, "stale", "the settings were changed in another window")
                    .with("current", of(caller).version())),
        settings);
  }
}
