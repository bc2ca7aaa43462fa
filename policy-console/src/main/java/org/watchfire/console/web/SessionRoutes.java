package org.watchfire.console.web;

import static org.watchfire.console.web.Access.anyone;
import static org.watchfire.console.web.Access.signedIn;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.watchfire.console.identity.Account;
import org.watchfire.console.identity.Accounts;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;
import org.watchfire.console.identity.SecondFactors;
import org.watchfire.console.identity.Sessions;
import org.watchfire.console.identity.SignIn;

/** Signing in and out, and the caller's own password. */
public final class SessionRoutes {
  record Credentials(String username, String password, String code) {
    Credentials {
      if (username == null || password == null) {
        throw new IllegalArgumentException("username and password are required");
      }
    }
  }

  record PasswordChange(String current, String password) {
    PasswordChange {
      if (current == null || password == null) {
        throw new IllegalArgumentException("current and password are required");
      }
    }
  }

  record User(
      String username,
      String displayName,
      Set<Role> roles,
      Set<String> permissions,
      boolean passwordChangeDue,
      boolean secondFactor,
      boolean secondFactorDue) {}

  record Code(String code) {
    Code {
      if (code == null || !CODE.matcher(code).matches()) {
        throw new IllegalArgumentException("code expects 6 digits");
      }
    }
  }

  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final SignIn signIn;
  private final SecondFactors factors;
  private final Sessions sessions;
  private final Accounts accounts;
  private final RateLimit attempts;
  private final boolean secureCookie;

  /**
   * @param attempts how often one address may try to sign in
   * @param listen decides whether the cookie is Secure
   */
  public SessionRoutes(
      SignIn signIn,
      SecondFactors factors,
      Sessions sessions,
      Accounts accounts,
      RateLimit attempts,
      HttpApi.Listen listen) {
    this.signIn = signIn;
    this.factors = factors;
    this.sessions = sessions;
    this.accounts = accounts;
    this.attempts = attempts;
    this.secureCookie = listen.https();
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/session", anyone(), this::open),
        Route.get("/session", signedIn(), this::show),
        Route.delete("/session", signedIn(), this::close),
        Route.put("/session/password", signedIn(), this::changePassword),
        Route.post("/session/second-factor", signedIn(), this::enrol),
        Route.put("/session/second-factor", signedIn(), this::confirm),
        Route.post("/session/second-factor/removal", signedIn(), this::remove));
  }

  private void enrol(Call call) {
    SecondFactors.Enrolment enrolment = factors.enrol(call.caller());
    call.answer(201, Map.of("secret", enrolment.secret(), "uri", enrolment.uri()));
  }

  private void confirm(Call call) {
    limit(call, "codes");
    factors.confirm(call.caller(), call.body(Code.class).code());
    call.noContent();
  }

  private void remove(Call call) {
    limit(call, "codes");
    factors.remove(call.caller(), call.body(Code.class).code());
    call.noContent();
  }

  private void limit(Call call, String what) {
    long wait = attempts.take(call.address());
    if (wait > 0) {
      throw new Refusal(429, "rate-limited", "too many " + what + " from this address")
          .retryAfter(wait);
    }
  }

  private void open(Call call) {
    limit(call, "sign-ins");
    Credentials given = call.body(Credentials.class);
    SignIn.SignedIn signedIn =
        signIn.signIn(given.username(), given.password(), given.code(), call.address());
    SessionCookie.set(call.context(), signedIn.sessionId(), secureCookie);
    call.json(answer(signedIn.caller(), signedIn.csrfToken()));
  }

  private void show(Call call) {
    call.json(answer(call.caller(), sessions.csrfToken(call.caller())));
  }

  private void close(Call call) {
    signIn.signOut(call.caller());
    SessionCookie.clear(call.context(), secureCookie);
    call.noContent();
  }

  private void changePassword(Call call) {
    limit(call, "passwords");
    PasswordChange change = call.body(PasswordChange.class);
    accounts.changePassword(call.caller(), change.current(), change.password());
    call.noContent();
  }

  private Map<String, Object> answer(Caller caller, String csrfToken) {
    Account account = caller.account();
    return Map.of(
        "user",
        new User(
            account.username(),
            account.displayName(),
            account.roles(),
            caller.permissions(),
            account.passwordChangeDue(),
            account.secondFactor(),
            factors.due(account)),
        "csrfToken",
        csrfToken);
  }
}
