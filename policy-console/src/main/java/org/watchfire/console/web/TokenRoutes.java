package org.watchfire.console.web;

import static org.watchfire.console.web.Access.signedIn;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.console.identity.ApiTokens;

/** A caller's own API tokens. */
public final class TokenRoutes {
  private static final int MAX_NAME = 100;
  private static final int MAX_DAYS = 366;

  record NewToken(String name, Set<String> permissions, Integer days) {
    NewToken {
      if (name == null
          || name.isBlank()
          || name.length() > MAX_NAME
          || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "name expects up to " + MAX_NAME + " printable characters");
      }
      if (permissions == null || permissions.contains(null) || permissions.isEmpty()) {
        throw new IllegalArgumentException("permissions expects at least one of the caller's");
      }
      if (days == null || days < 1 || days > MAX_DAYS) {
        throw new IllegalArgumentException("days expects 1 to " + MAX_DAYS);
      }
    }
  }

  private final ApiTokens tokens;

  public TokenRoutes(ApiTokens tokens) {
    this.tokens = tokens;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/tokens", signedIn(), this::list),
        Route.post("/tokens", signedIn(), this::make),
        Route.delete("/tokens/{id}", signedIn(), this::revoke));
  }

  private void list(Call call) {
    call.json(Map.of("items", tokens.list(call.caller()).stream().map(TokenRoutes::view).toList()));
  }

  private void make(Call call) {
    NewToken wish = call.body(NewToken.class);
    ApiTokens.Made made =
        tokens.make(
            call.caller(), wish.name().strip(), wish.permissions(), Duration.ofDays(wish.days()));
    Map<String, Object> view = view(made.token());
    view.put("token", made.secret());
    call.answer(201, view);
  }

  private void revoke(Call call) {
    tokens.revoke(call.caller(), call.path("id"));
    call.noContent();
  }

  private static Map<String, Object> view(ApiTokens.Token token) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", token.id());
    view.put("name", token.name());
    view.put("permissions", new TreeSet<>(token.permissions()));
    view.put("createdAt", token.createdAt());
    view.put("expiresAt", token.expiresAt());
    view.put("revokedAt", token.revokedAt());
    return view;
  }
}
