package org.watchfire.console.web;

import static org.watchfire.console.web.Access.holds;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.watchfire.console.identity.Account;
import org.watchfire.console.identity.AccountQuery;
import org.watchfire.console.identity.Accounts;
import org.watchfire.console.identity.Role;

/** The administration of accounts: created by one officer, granted by another. */
public final class UserRoutes {
  private static final Pattern USERNAME = Pattern.compile("[a-z][a-z0-9._-]{1,31}");
  private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MAX_DISPLAY_NAME = 100;
  private static final int MAX_PAGE = 200;
  private static final String ROLES =
      Arrays.stream(Role.values()).map(Role::name).collect(Collectors.joining(", "));

  record NewUser(String username, String displayName, String personId, String password) {
    NewUser {
      if (username == null || !USERNAME.matcher(username).matches()) {
        throw new IllegalArgumentException(
            "username expects 2 to 32 of a-z 0-9 . _ - beginning with a letter");
      }
      if (personId == null || !PERSON.matcher(personId).matches()) {
        throw new IllegalArgumentException(
            "personId expects 1 to 64 letters, digits and . _ - naming the natural person");
      }
      if (displayName == null
          || displayName.isBlank()
          || displayName.length() > MAX_DISPLAY_NAME
          || displayName.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "displayName expects up to " + MAX_DISPLAY_NAME + " printable characters");
      }
    }
  }

  record Status(Boolean enabled) {
    Status {
      if (enabled == null) {
        throw new IllegalArgumentException("enabled is required");
      }
    }
  }

  record Roles(Set<Role> roles) {
    Roles {
      if (roles == null || roles.contains(null)) {
        throw new IllegalArgumentException("roles is required; [] takes all roles away");
      }
    }
  }

  private final Accounts accounts;

  public UserRoutes(Accounts accounts) {
    this.accounts = accounts;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/users", holds("user:read"), this::list),
        Route.post("/users", holds("user:write"), this::create),
        Route.put("/users/{username}/status", holds("user:write"), this::setStatus),
        Route.put("/users/{username}/roles", holds("role:grant"), this::setRoles));
  }

  private void list(Call call) {
    String after = call.query("cursor");
    call.json(
        accounts.list(
            call.caller(),
            new AccountQuery(
                call.query("q"),
                call.queryList("role").stream().map(UserRoutes::role).collect(Collectors.toSet()),
                call.query("person"),
                after == null ? "" : after,
                call.queryInt("limit", 50, 1, MAX_PAGE))));
  }

  private static Role role(String name) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().equals(name))
        .findAny()
        .orElseThrow(() -> Refusal.invalid("parameter role expects " + ROLES));
  }

  private void create(Call call) {
    NewUser user = call.body(NewUser.class);
    Accounts.Created created =
        accounts.create(
            call.caller(),
            user.username(),
            user.displayName().strip(),
            user.personId(),
            user.password());
    Account account = created.account();
    call.answer(
        201,
        Map.of(
            "username", account.username(),
            "displayName", account.displayName(),
            "personId", account.personId(),
            "roles", account.roles(),
            "enabled", account.enabled(),
            "password", created.password()));
  }

  private void setStatus(Call call) {
    boolean enabled = call.body(Status.class).enabled();
    call.json(accounts.setEnabled(call.caller(), call.path("username"), enabled));
  }

  private void setRoles(Call call) {
    Set<Role> roles = call.body(Roles.class).roles();
    call.json(accounts.setRoles(call.caller(), call.path("username"), roles));
  }
}
