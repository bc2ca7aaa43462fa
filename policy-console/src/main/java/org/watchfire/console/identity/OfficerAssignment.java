package org.watchfire.console.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.json.CanonicalJson;

/**
 * Appointing and dismissing one of the three officers: {@code officer.grant} and {@code
 * officer.revoke}. Three natural persons take part: the system administrator made the account, the
 * security administrator asks, an officer of another kind agrees, who is neither the one it
 * concerns nor the one who made the account.
 *
 * <p>Target: user name. Parameters: {@code {"role": "AUDIT_ADMIN"}}.
 */
public final class OfficerAssignment implements ApprovedAction {
  private final boolean grant;
  private final AccountStore store;
  private final AuditTrail trail;
  private final Clock clock;

  private OfficerAssignment(boolean grant, ProtectedRows rows, AuditTrail trail, Clock clock) {
    this.grant = grant;
    this.store = new AccountStore(rows);
    this.trail = trail;
    this.clock = clock;
  }

  /** Both actions. */
  public static List<ApprovedAction> actions(ProtectedRows rows, AuditTrail trail, Clock clock) {
    return List.of(
        new OfficerAssignment(true, rows, trail, clock),
        new OfficerAssignment(false, rows, trail, clock));
  }

  @Override
  public String kind() {
    return grant ? "officer.grant" : "officer.revoke";
  }

  @Override
  public String requires() {
    return "role:grant";
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.SYS_ADMIN, Role.AUDIT_ADMIN));
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    Role role = role(parameters);
    Account account =
        store
            .find(transaction, target)
            .orElseThrow(() -> Refusal.notFound("there is no account " + target));
    Set<Role> after = after(account, role);
    if (grant) {
      requireAlone(transaction, account, role);
    } else if (account.enabled() && store.othersHolding(transaction, role, target) == 0) {
      throw new Refusal(
          409, "last-officer", target + " is the last enabled " + role + "; appoint another first");
    }
    Set<String> interested = new HashSet<>(Set.of(account.personId()));
    store.creator(transaction, target).ifPresent(maker -> interested.add(maker.personId()));
    Map<String, Object> exactly = new TreeMap<>();
    exactly.put("account", account.username());
    exactly.put("person", account.personId());
    exactly.put("enabled", account.enabled());
    exactly.put("before", names(account.roles()));
    exactly.put("after", names(after));
    String zh = grant ? "任命 %s（%s）为 %s" : "免去 %s（%s）的 %s";
    String en = grant ? "appoint %s (%s) as %s" : "dismiss %s (%s) as %s";
    return new ApprovalContent(
        CanonicalJson.bytes(exactly),
        String.format(zh, account.username(), account.personId(), role),
        String.format(en, account.username(), account.personId(), role),
        List.of(
            new ApprovalContent.Change(
                "roles", Accounts.words(account.roles()), Accounts.words(after))),
        interested);
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    String username = approved.target();
    Account account = store.find(transaction, username).orElseThrow();
    Set<Role> after = after(account, role(approved.parameters()));
    store.replaceRoles(transaction, username, after, approved.by().username(), clock.instant());
    trail.write(
        transaction,
        approved.by(),
        Act.done(
            "role.grant",
            Kind.ACCOUNT,
            username,
            "before: "
                + Accounts.words(account.roles())
                + "; after: "
                + Accounts.words(after)
                + "; "
                + approved.words()));
  }

  private Set<Role> after(Account account, Role role) {
    Set<Role> after = EnumSet.noneOf(Role.class);
    after.addAll(account.roles());
    if (grant ? !after.add(role) : !after.remove(role)) {
      throw new Refusal(
          409,
          "state",
          account.username() + (grant ? " is " + role + " already" : " is not " + role));
    }
    return after;
  }

  private void requireAlone(Handle transaction, Account account, Role role) {
    if (!account.enabled()) {
      throw new Refusal(409, "state", account.username() + " is disabled");
    }
    Set<Role> together = EnumSet.of(role);
    store
        .ofPerson(transaction, account.personId())
        .forEach(other -> together.addAll(other.roles()));
    Separation.conflict(together)
        .ifPresent(
            why -> {
              throw new Refusal(409, "officer-exclusive", why);
            });
  }

  private static Role role(JsonNode parameters) {
    JsonNode name = parameters.path("role");
    if (parameters.size() == 1 && name.isTextual()) {
      for (Role role : Role.values()) {
        if (role.officer() && role.name().equals(name.asText())) {
          return role;
        }
      }
    }
    throw Refusal.invalid("parameters expects {\"role\": SYS_ADMIN, SEC_ADMIN or AUDIT_ADMIN}");
  }

  private static List<Object> names(Set<Role> roles) {
    return List.copyOf(Role.setOf(roles).stream().map(Role::name).toList());
  }
}
