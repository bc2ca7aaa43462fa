package org.watchfire.console.profile;

import static org.watchfire.console.web.Access.holds;
import static org.watchfire.console.web.Access.signedIn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.watchfire.console.identity.Accounts;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** A caller's own settings, and whom he works with. */
public final class ProfileRoutes {
  record Settings(JsonNode settings) {
    Settings {
      if (settings == null || !settings.isObject()) {
        throw new IllegalArgumentException("settings expects an object");
      }
    }
  }

  private final Profiles profiles;
  private final Accounts accounts;

  public ProfileRoutes(Profiles profiles, Accounts accounts) {
    this.profiles = profiles;
    this.accounts = accounts;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/session/profile", signedIn(), this::get),
        Route.put("/session/profile", signedIn(), this::put),
        Route.get("/colleagues", holds("case:read"), this::colleagues));
  }

  private void get(Call call) {
    answer(call, profiles.of(call.caller()));
  }

  private void put(Call call) {
    Settings body = call.body(Settings.class);
    long seen = call.ifMatch();
    if (seen < 0) {
      throw new Refusal(428, "version-required", "If-Match says which version you have seen");
    }
    answer(call, profiles.put(call.caller(), seen, body.settings()));
  }

  private static void answer(Call call, Profiles.Profile profile) {
    call.header("ETag", "\"" + profile.version() + "\"");
    call.json(Map.of("version", profile.version(), "settings", profile.settings()));
  }

  private void colleagues(Call call) {
    call.json(
        Map.of(
            "items",
            accounts.colleagues().stream()
                .map(
                    account ->
                        Map.of(
                            "username", account.username(),
                            "displayName", account.displayName(),
                            "roles", account.roles()))
                .toList()));
  }
}
