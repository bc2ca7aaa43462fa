package org.watchfire.console.breakglass;

import static org.watchfire.console.web.Access.holds;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.access.EmergencyRights;
import org.watchfire.console.access.Ids;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.SignIn;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.rules.access.EmergencyGrant;

/** Rights for emergencies: taken, ended, reviewed. Thread-safe. */
public final class BreakGlass implements EmergencyRights, AutoCloseable {
  /** The rows that must be sealed. */
  public static final List<ProtectedTable> PROTECTED = List.of(GrantStore.TABLE);

  private static final int LONGEST_MINUTES = 60;
  private static final int MOST_ASSETS = 20;
  private static final int SHORTEST_REASON = 20;
  private static final int LONGEST_TEXT = 2_000;
  private static final String OVERSEES = "emergency:oversee";
  private static final Pattern CASE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._/-]{0,63}");
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final Database database;
  private final GrantStore store;
  private final NamedAssets named;
  private final SignIn signIn;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;
  private final OverdueReviews overdue;

  record Asked(String reason, String caseId, List<String> assets, Integer minutes, String code) {
    Asked {
      reason = text("reason", reason);
      if (caseId == null || !CASE.matcher(caseId).matches()) {
        throw new IllegalArgumentException("caseId expects the number of a case");
      }
      if (assets == null || assets.isEmpty() || assets.size() > MOST_ASSETS) {
        throw new IllegalArgumentException("assets expects 1 to " + MOST_ASSETS + " ids");
      }
      if (assets.stream().anyMatch(id -> id == null || id.isEmpty() || id.length() > 64)) {
        throw new IllegalArgumentException("assets expects ids of assets");
      }
      if (minutes == null || minutes < 1 || minutes > LONGEST_MINUTES) {
        throw new IllegalArgumentException("minutes expects 1 to " + LONGEST_MINUTES);
      }
      if (code == null || !CODE.matcher(code).matches()) {
        throw new IllegalArgumentException("code expects a code of your second factor");
      }
    }

    /** Never shows the code. */
    @Override
    public String toString() {
      return "Asked[" + caseId + "]";
    }
  }

  record Reviewed(String verdict, String text) {
    Reviewed {
      text = BreakGlass.text("text", text);
      if (!"justified".equals(verdict) && !"violation".equals(verdict)) {
        throw new IllegalArgumentException("verdict expects justified or violation");
      }
    }
  }

  public BreakGlass(
      Database database,
      ProtectedRows rows,
      SignIn signIn,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = new GrantStore(rows);
    this.named = new NamedAssets(rows);
    this.signIn = signIn;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
    this.overdue = new OverdueReviews(database, store, outbox, trail, clock);
  }

  /** Begins to look for reviews that are overdue. */
  public void start() {
    overdue.start();
  }

  @Override
  public void close() {
    overdue.close();
  }

  private static String text(String name, String text) {
    if (text == null
        || text.strip().length() < SHORTEST_REASON
        || text.length() > LONGEST_TEXT
        || text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      throw new IllegalArgumentException(
          name + " expects " + SHORTEST_REASON + " to " + LONGEST_TEXT + " characters");
    }
    return text.strip();
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/break-glass", holds("emergency:read"), this::list),
        Route.post("/break-glass", holds("emergency:take"), this::take),
        Route.get("/break-glass/{id}", holds("emergency:read"), this::get),
        Route.post("/break-glass/{id}/end", holds("emergency:read"), this::end),
        Route.post("/break-glass/{id}/review", holds("emergency:review"), this::review));
  }

  @Override
  public Optional<EmergencyGrant> of(String person, Instant at) {
    return database
        .inTransaction(handle -> store.newest(handle, person))
        .filter(grant -> grant.active(at) && !at.isBefore(grant.startedAt()))
        .map(Grant::right);
  }

  private void take(Call call) {
    Asked asked = call.body(Asked.class);
    Caller caller = call.caller();
    requirePerson(caller);
    Set<String> assets = new LinkedHashSet<>(asked.assets());
    String about = "case " + asked.caseId() + ", assets " + String.join(", ", assets);
    // Beforehand, so that whoever is refused anyway does not use up a code.
    refusalOnRecord(
        caller,
        about,
        handle -> {
          requireFree(handle, caller);
          requireCase(handle, asked.caseId());
          named.require(handle, caller.account().personId(), assets);
          return null;
        });
    if (!caller.account().secondFactor()) {
      refusalOnRecord(
          caller,
          about,
          handle -> {
            throw new Refusal(403, "second-factor", "take up a second factor first");
          });
    }
    if (!signIn.provesAgain(caller, asked.code())) {
      refusalOnRecord(
          caller,
          about,
          handle -> {
            throw new Refusal(403, "second-factor", "the code is wrong or was used");
          });
    }
    Grant grant =
        refusalOnRecord(
            caller,
            about,
            handle -> {
              store.lock(handle);
              requireFree(handle, caller);
              requireCase(handle, asked.caseId());
              named.require(handle, caller.account().personId(), assets);
              Instant now = now();
              Grant fresh =
                  new Grant(
                      UUID.randomUUID().toString().replace("-", ""),
                      caller.username(),
                      caller.account().personId(),
                      asked.reason(),
                      asked.caseId(),
                      assets,
                      now,
                      now.plus(Duration.ofMinutes(asked.minutes())),
                      null,
                      null,
                      Grant.Review.OPEN,
                      "",
                      null,
                      null);
              store.write(handle, fresh);
              outbox.alert(handle, GrantNotice.taken(fresh));
              trail.write(
                  handle,
                  caller,
                  Act.done(
                      "break-glass.take",
                      Kind.CONFIGURE,
                      fresh.id(),
                      about + ", until " + fresh.endsAt() + ": " + asked.reason()));
              return fresh;
            });
    call.answer(201, grant.view(now()));
  }

  /** Nobody gets another one while the last one lasts or waits for its review. */
  private void requireFree(Handle handle, Caller caller) {
    expire(handle);
    Optional<Grant> open = store.unreviewed(handle, caller.account().personId());
    if (open.isPresent()) {
      boolean active = open.get().active(now());
      throw new Refusal(
              409,
              active ? "grant-open" : "review-due",
              active
                  ? "there is a grant already; end it first"
                  : "the last grant has not been reviewed yet")
          .with("id", open.get().id());
    }
  }

  /** What is done in an emergency can be followed up in a case that is still worked on. */
  private static void requireCase(Handle handle, String id) {
    boolean open =
        handle
            .createQuery(
                "SELECT 1 FROM cases WHERE id = :id AND state IN ('open', 'investigating')")
            .bind("id", id)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!open) {
      throw new Refusal(422, "case", "there is no open case " + id + "; open one first");
    }
  }

  private void list(Call call) {
    Caller caller = call.caller();
    int limit = call.queryInt("limit", 50, 1, 200);
    long below = Ids.cursor(call);
    boolean open = "open".equals(call.query("review"));
    String person = oversees(caller) ? "" : caller.account().personId();
    Map<String, Object> answer =
        database.inTransaction(
            handle -> {
              expire(handle);
              List<GrantStore.Place> places =
                  GrantStore.page(handle, person, open, below, limit + 1);
              trail.write(handle, caller, Act.done("break-glass.list", Kind.READ, null, null));
              Map<String, Object> page = Ids.page(places, limit, GrantStore.Place::number);
              page.put(
                  "items",
                  places.stream()
                      .limit(limit)
                      .map(place -> store.find(handle, place.id()).view(now()))
                      .toList());
              return page;
            });
    call.json(answer);
  }

  private void get(Call call) {
    String id = Ids.id(call);
    Grant grant =
        database.inTransaction(
            handle -> {
              expire(handle);
              Grant found = visible(handle, call.caller(), id);
              trail.write(handle, call.caller(), Act.done("break-glass.view", Kind.READ, id, null));
              return found;
            });
    call.json(grant.view(now()));
  }

  private void end(Call call) {
    String id = Ids.id(call);
    Caller caller = call.caller();
    requirePerson(caller);
    Grant ended =
        database.inTransaction(
            handle -> {
              store.lock(handle);
              expire(handle);
              Grant grant = visible(handle, caller, id);
              if (!grant.active(now())) {
                throw new Refusal(409, "state", "the grant has ended");
              }
              Grant over = grant.ended(now(), caller.username());
              store.write(handle, over);
              trail.write(
                  handle,
                  caller,
                  Act.done("break-glass.end", Kind.CONFIGURE, id, "case " + grant.caseId()));
              return over;
            });
    call.json(ended.view(now()));
  }

  private void review(Call call) {
    String id = Ids.id(call);
    Reviewed asked = call.body(Reviewed.class);
    Caller caller = call.caller();
    requirePerson(caller);
    Grant reviewed =
        database.inTransaction(
            handle -> {
              store.lock(handle);
              expire(handle);
              Grant grant = store.find(handle, id);
              if (grant.personId().equals(caller.account().personId())) {
                throw new Refusal(403, "own-request", "nobody reviews his own grant");
              }
              if (grant.active(now())) {
                throw new Refusal(409, "state", "the grant has not ended yet");
              }
              if (grant.review() != Grant.Review.OPEN) {
                throw new Refusal(409, "state", "the grant was reviewed already");
              }
              Grant done =
                  grant.reviewed(
                      Grant.Review.valueOf(asked.verdict().toUpperCase(Locale.ROOT)),
                      asked.text(),
                      caller.username(),
                      now());
              store.write(handle, done);
              trail.write(
                  handle,
                  caller,
                  Act.done(
                      "break-glass.review",
                      Kind.CONFIGURE,
                      id,
                      asked.verdict() + ": " + asked.text()));
              return done;
            });
    call.json(reviewed.view(now()));
  }

  /** Whoever looks writes down what has ended by itself. */
  private void expire(Handle handle) {
    if (store.expired(handle, now()).isEmpty()) {
      return;
    }
    store.lock(handle);
    for (Grant grant : store.expired(handle, now())) {
      store.write(handle, grant.ended(grant.endsAt(), AuditTrail.SYSTEM));
      trail.write(
          handle,
          AuditTrail.SYSTEM,
          List.of(),
          null,
          Act.done(
              "break-glass.expire",
              Kind.CONFIGURE,
              grant.id(),
              grant.username() + ", case " + grant.caseId()));
    }
  }

  private Grant visible(Handle handle, Caller caller, String id) {
    Grant grant = store.find(handle, id);
    if (!oversees(caller) && !grant.personId().equals(caller.account().personId())) {
      throw Refusal.notFound("there is no grant " + id);
    }
    return grant;
  }

  private static boolean oversees(Caller caller) {
    return caller.permissions().contains(OVERSEES);
  }

  private static void requirePerson(Caller caller) {
    if (caller.machine()) {
      throw new Refusal(403, "machine", "a token is not good for this");
    }
  }

  /** A refusal is on record as well, although its transaction is undone. */
  private <T> T refusalOnRecord(Caller caller, String about, Function<Handle, T> work) {
    try {
      return database.inTransaction(work);
    } catch (Refusal e) {
      database.inTransaction(
          handle ->
              trail.write(
                  handle,
                  caller,
                  Act.failed("break-glass.take", Kind.DENIED, null, e.code() + ", " + about)));
      throw e;
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
