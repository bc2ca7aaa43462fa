package org.watchfire.console.web;

import static org.watchfire.console.web.Access.anyone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.console.identity.IdentityException;
import org.watchfire.console.identity.Role;
import org.watchfire.console.identity.SetUp;

/** Naming the three officers of a new installation, with the code from a file on its host. */
public final class SetUpRoutes {
  record Named(Role role, String username, String displayName, String personId) {
    Named {
      if (role == null) {
        throw new IllegalArgumentException("role is required");
      }
      // The same is asked of every account.
      UserRoutes.NewUser checked = new UserRoutes.NewUser(username, displayName, personId, null);
      displayName = checked.displayName().strip();
    }
  }

  record Wish(String code, List<Named> officers) {
    Wish {
      if (code == null || officers == null || officers.contains(null)) {
        throw new IllegalArgumentException("code and officers are required");
      }
    }
  }

  private final Optional<SetUp> setUp;
  private final RateLimit attempts;

  /**
   * @param setUp empty when the first accounts come from a file
   * @param attempts how often one address may try a code
   */
  public SetUpRoutes(Optional<SetUp> setUp, RateLimit attempts) {
    this.setUp = setUp;
    this.attempts = attempts;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/setup", anyone(), this::show), Route.post("/setup", anyone(), this::complete));
  }

  private void show(Call call) {
    call.json(Map.of("open", setUp.filter(SetUp::open).isPresent()));
  }

  private void complete(Call call) {
    long wait = attempts.take(call.address());
    if (wait > 0) {
      throw new Refusal(429, "rate-limited", "too many codes from this address").retryAfter(wait);
    }
    Wish wish = call.body(Wish.class);
    SetUp open =
        setUp.orElseThrow(
            () ->
                new IdentityException(
                    IdentityException.Reason.SET_UP_DONE, "the accounts come from a file here"));
    List<SetUp.Officer> officers =
        wish.officers().stream()
            .map(n -> new SetUp.Officer(n.role(), n.username(), n.displayName(), n.personId()))
            .toList();
    call.answer(201, Map.of("passwords", open.complete(wish.code(), officers, call.address())));
  }
}
