package org.watchfire.console.web;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Account;
import org.watchfire.console.identity.ApiTokens;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Sessions;

/**
 * What stands before every route: rate of the address, origin, session, CSRF token, permission, in
 * this order. A refused permission is on record. Thread-safe.
 */
final class Gate {
  static final String CSRF_HEADER = "X-CSRF-Token";

  private static final String BEARER = "Bearer ";

  private final Sessions sessions;
  private final ApiTokens tokens;
  private final Predicate<Account> due;
  private final Database database;
  private final AuditTrail trail;
  private final RateLimit requests;
  private final Idempotency idempotency;
  private final Supplier<Set<String>> origins;

  /**
   * @param due whether an account has first to change its password or to take up a second factor
   * @param origins the origins the user interface is served from, lower case
   */
  Gate(
      Sessions sessions,
      ApiTokens tokens,
      Predicate<Account> due,
      Database database,
      AuditTrail trail,
      RateLimit requests,
      Idempotency idempotency,
      Supplier<Set<String>> origins) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.due = due;
    this.database = database;
    this.trail = trail;
    this.requests = requests;
    this.idempotency = idempotency;
    this.origins = origins;
  }

  void handle(Route route, Context context) {
    String address = Call.address(context);
    long wait = requests.take(address);
    if (wait > 0) {
      throw new Refusal(429, "rate-limited", "too many requests from this address")
          .retryAfter(wait);
    }
    if (route.changes()) {
      requireOwnOrigin(context);
    }
    if (route.access() instanceof Access.Anyone) {
      route.handler().handle(new Call(context, null));
      return;
    }
    Caller caller =
        caller(context, address)
            .orElseThrow(() -> new Refusal(401, "unauthenticated", "sign in first"));
    if (caller.machine()) {
      if (route.access() instanceof Access.SignedIn) {
        denied(caller, route, "not for tokens");
        throw new Refusal(403, "machine", "a token is not good for this");
      }
    } else if (route.changes() && !sessions.csrfMatches(caller, context.header(CSRF_HEADER))) {
      denied(caller, route, "the CSRF token is missing or wrong");
      throw new Refusal(403, "csrf", "the header " + CSRF_HEADER + " is missing or wrong");
    }
    if (due.test(caller.account()) && !route.path().startsWith("/session")) {
      throw new Refusal(
          403, "sign-in-incomplete", "change the first password, take up a second factor");
    }
    Call call = new Call(context, caller);
    Optional<String> needed = needed(route.access(), call);
    if (needed.isPresent()
        && !(caller.permissions().contains(needed.get())
            && sessions.permits(caller, needed.get()))) {
      denied(caller, route, "needs " + needed.get());
      throw new Refusal(403, "forbidden", "your roles do not allow this")
          .with("permission", needed.get());
    }
    idempotency.run(call, route);
  }

  /** By its token when it brings one, and then by nothing else. */
  private Optional<Caller> caller(Context context, String address) {
    String authorization = context.header("Authorization");
    if (authorization == null) {
      return sessions.caller(context.cookie(SessionCookie.NAME), address);
    }
    return authorization.startsWith(BEARER)
        ? tokens.caller(authorization.substring(BEARER.length()), address)
        : Optional.empty();
  }

  private static Optional<String> needed(Access access, Call call) {
    if (access instanceof Access.Holds holds) {
      return Optional.of(holds.permission());
    }
    if (access instanceof Access.HoldsFor holds) {
      boolean inPath = call.context().pathParamMap().containsKey(holds.parameter());
      String value = inPath ? call.path(holds.parameter()) : call.query(holds.parameter());
      String wanted = value == null ? holds.fallback() : value;
      if (!wanted.matches("[a-z]{1,32}")) {
        throw Refusal.invalid("parameter " + holds.parameter() + " has no such value");
      }
      return Optional.of(holds.prefix() + ":" + wanted);
    }
    return Optional.empty();
  }

  /** Browsers send Origin with every request that changes something; another site's is refused. */
  private void requireOwnOrigin(Context context) {
    String origin = context.header("Origin");
    String site = context.header("Sec-Fetch-Site");
    boolean foreignOrigin =
        origin != null && !origins.get().contains(origin.toLowerCase(Locale.ROOT));
    boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
    if (foreignOrigin || foreignSite) {
      throw new Refusal(403, "origin", "requests from another origin are refused");
    }
  }

  private void denied(Caller caller, Route route, String why) {
    database.inTransaction(
        handle -> {
          trail.write(
              handle,
              caller,
              Act.failed("access.denied", Kind.DENIED, route.method() + " " + route.path(), why));
          return null;
        });
  }
}
