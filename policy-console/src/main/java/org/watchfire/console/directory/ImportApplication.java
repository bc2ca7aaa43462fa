package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.web.Refusal;

/**
 * Applies an import batch by batch. One batch is one transaction, and its seal row says whether it
 * was applied: a console that is killed leaves a batch either done or waiting, and any console goes
 * on with the next one.
 */
final class ImportApplication {
  private static final RowProblem CHANGED =
      new RowProblem(
          "", "altered", "导入内容在展示之后被改动", "what was shown was altered behind the console's back");

  private final ProtectedRows rows;
  private final PolicyStore store;
  private final DirectoryChecks checks;
  private final AccountClaims accounts;
  private final ImportPlan plan;
  private final Rights rights;
  private final AuditTrail trail;
  private final Clock clock;

  ImportApplication(
      ProtectedRows rows,
      PolicyStore store,
      DirectoryChecks checks,
      AccountClaims accounts,
      ImportPlan plan,
      Rights rights,
      AuditTrail trail,
      Clock clock) {
    this.rows = rows;
    this.store = store;
    this.checks = checks;
    this.accounts = accounts;
    this.plan = plan;
    this.rights = rights;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Applies the next batch of an import, or ends it.
   *
   * @return whether there may be more to do
   */
  boolean next(Handle handle, String id) {
    store.lock(handle);
    ImportStore.View view = ImportStore.findForUpdate(handle, id).orElse(null);
    if (view == null || !view.state().equals("applying")) {
      return false;
    }
    Optional<Caller> caller =
        rights
            .of(handle, view.appliedBy())
            .filter(c -> c.permissions().contains("import:write"))
            .filter(c -> c.permissions().contains(view.kind() + ":write"));
    if (caller.isEmpty()) {
      stop(
          handle,
          view,
          new RowProblem("", "rights", "申请应用的人已无权限", "who applied it has no right to it any more"));
      return false;
    }
    List<String> waiting =
        handle
            .createQuery(
                "SELECT batch FROM import_batches WHERE import_id = :i AND state = 'waiting'"
                    + " ORDER BY batch LIMIT 1")
            .bind("i", id)
            .mapTo(String.class)
            .list();
    if (waiting.isEmpty()) {
      ImportStore.end(handle, id, "applied", null, clock.instant());
      trail.write(
          handle,
          caller.get(),
          Act.done(
              "import.applied",
              Kind.CONFIGURE,
              id,
              view.kind()
                  + ": "
                  + view.applied()
                  + " applied, "
                  + view.conflicts()
                  + " conflicts"));
      return false;
    }
    return batch(handle, view, caller.get(), waiting.get(0));
  }

  private boolean batch(Handle handle, ImportStore.View view, Caller caller, String batch) {
    String id = view.id();
    int number = Integer.parseInt(batch);
    String key = ImportPlan.BATCHES.keyOf(id, batch);
    JsonNode seal = rows.find(handle, ImportPlan.BATCHES, key).orElse(null);
    List<ImportStore.Pending> pending = ImportStore.batch(handle, id, number);
    if (seal == null
        || !seal.path("state").asText().equals("waiting")
        || !plan.digest(id, view.kind(), pending).equals(seal.path("digest").asText())) {
      stop(handle, view, CHANGED);
      return false;
    }
    Map<Integer, String> conflicts = new LinkedHashMap<>();
    List<Act> acts = apply(handle, view.kind(), caller, id, pending, conflicts);
    ImportStore.outcome(handle, id, conflicts, number);
    rows.change(
        handle,
        ImportPlan.BATCHES,
        key,
        () ->
            handle.execute(
                "UPDATE import_batches SET state = 'applied' WHERE import_id = ? AND batch = ?",
                id,
                batch));
    Instant now = clock.instant();
    handle
        .createUpdate(
            "UPDATE imports SET applied = applied + :a, conflicts = conflicts + :c,"
                + " touched_at = :now WHERE id = :i")
        .bind("a", pending.size() - conflicts.size())
        .bind("c", conflicts.size())
        .bind("now", ImportStore.utc(now))
        .bind("i", id)
        .execute();
    trail.writeAll(handle, caller, acts);
    return true;
  }

  private List<Act> apply(
      Handle handle,
      String kind,
      Caller caller,
      String id,
      List<ImportStore.Pending> pending,
      Map<Integer, String> conflicts) {
    Map<String, PolicyStore.Current> before = store.findMany(handle, kind, ids(pending));
    Map<ImportStore.Pending, PolicyBody> bodies = new LinkedHashMap<>();
    for (ImportStore.Pending row : pending) {
      PolicyStore.Current current = before.get(row.id());
      if ((current == null ? 0 : current.version()) != row.expected()) {
        conflicts.put(row.number(), "changed meanwhile");
      } else {
        bodies.put(
            row,
            row.body() == null
                ? null
                : RowBody.of(kind, PolicyStore.body(row.id(), row.body().getBytes(UTF_8))));
      }
    }
    referred(handle, bodies, conflicts);
    taken(handle, bodies, conflicts);
    bodies.keySet().removeIf(row -> conflicts.containsKey(row.number()));
    List<PolicyStore.Draft> drafts = new ArrayList<>();
    Map<String, List<String>> claims = new LinkedHashMap<>();
    bodies.forEach(
        (row, body) -> {
          PolicyStore.Current current = before.get(row.id());
          drafts.add(
              new PolicyStore.Draft(
                  row.id(),
                  row.expected(),
                  body == null,
                  body == null ? current.body() : body.tree()));
          if (kind.equals(Person.TYPE)) {
            claims.put(
                row.id(),
                body instanceof Person person
                    ? AccountClaims.compared(person.accounts())
                    : List.of());
          }
        });
    Map<String, Long> versions = store.writeMany(handle, kind, drafts, caller.username());
    if (versions.size() != drafts.size()) {
      throw new IllegalStateException("versions changed while the lock was held");
    }
    accounts.claim(handle, claims);
    List<Act> acts = new ArrayList<>();
    bodies.forEach(
        (row, body) -> {
          PolicyStore.Current current = before.get(row.id());
          long version = versions.get(row.id());
          acts.add(
              Act.done(
                  kind + (body == null ? ".delete" : current == null ? ".create" : ".update"),
                  Kind.CONFIGURE,
                  row.id(),
                  (body == null
                          ? "version " + version
                          : Directory.change(
                              current == null ? null : current.body(), body, version))
                      + "; import "
                      + id));
        });
    return acts;
  }

  private static List<String> ids(List<ImportStore.Pending> pending) {
    return pending.stream().map(ImportStore.Pending::id).toList();
  }

  /** What was there when it was compared may be gone. */
  private void referred(
      Handle handle, Map<ImportStore.Pending, PolicyBody> bodies, Map<Integer, String> conflicts) {
    Set<String> departments = new LinkedHashSet<>();
    Set<String> owners = new LinkedHashSet<>();
    bodies.forEach(
        (row, body) -> {
          if (body instanceof Person person) {
            departments.add(person.department());
          } else if (body instanceof Asset asset) {
            departments.addAll(asset.departments());
            if (asset.owner() != null) {
              owners.add(asset.owner());
            }
          }
        });
    Set<String> unknown = DepartmentTree.unknown(handle, departments);
    Set<String> people = owners.isEmpty() ? Set.of() : DirectoryChecks.people(handle, owners);
    Set<Integer> ranks = checks.ranks(handle);
    bodies.forEach(
        (row, body) -> {
          if (body instanceof Person person
              && ((person.clearance() != 0 && !ranks.contains(person.clearance()))
                  || (row.expected() == 0 && unknown.contains(person.department())))) {
            conflicts.put(row.number(), "its level or department is gone");
          } else if (body instanceof Asset asset
              && ((asset.level() != null && !ranks.contains(asset.level()))
                  || (asset.owner() != null && !people.contains(asset.owner()))
                  || (row.expected() == 0
                      && asset.departments().stream().anyMatch(unknown::contains)))) {
            conflicts.put(row.number(), "its level, owner or department is gone");
          } else if (body instanceof Department department) {
            requireParent(handle, row, department, bodies, conflicts);
          } else if (body == null) {
            unused(handle, row, conflicts);
          }
        });
  }

  /** Parents are in an earlier batch or in this one: the tree was looked at as a whole. */
  private static void requireParent(
      Handle handle,
      ImportStore.Pending row,
      Department department,
      Map<ImportStore.Pending, PolicyBody> bodies,
      Map<Integer, String> conflicts) {
    boolean here = bodies.keySet().stream().anyMatch(r -> r.id().equals(department.parent()));
    if (!here) {
      try {
        DepartmentTree.requireParent(handle, row.id(), department.parent());
      } catch (Refusal e) {
        conflicts.put(row.number(), e.getMessage());
      }
    }
  }

  private static void unused(
      Handle handle, ImportStore.Pending row, Map<Integer, String> conflicts) {
    try {
      DirectoryChecks.requireUnused(handle, Person.TYPE, row.id());
    } catch (Refusal e) {
      conflicts.put(row.number(), e.getMessage());
    }
  }

  private static void taken(
      Handle handle, Map<ImportStore.Pending, PolicyBody> bodies, Map<Integer, String> conflicts) {
    Map<String, ImportStore.Pending> claimed = new HashMap<>();
    bodies.forEach(
        (row, body) -> {
          if (body instanceof Person person) {
            AccountClaims.compared(person.accounts()).forEach(a -> claimed.put(a, row));
          }
        });
    if (claimed.isEmpty()) {
      return;
    }
    Set<String> removed = new LinkedHashSet<>();
    bodies.forEach(
        (row, body) -> {
          if (body == null) {
            removed.add(row.id());
          }
        });
    AccountClaims.owners(handle, claimed.keySet())
        .forEach(
            (account, owner) -> {
              ImportStore.Pending row = claimed.get(account);
              if (!owner.equals(row.id()) && !removed.contains(owner)) {
                conflicts.put(row.number(), "an account is another person's now");
              }
            });
  }

  private void stop(Handle handle, ImportStore.View view, RowProblem problem) {
    ImportStore.end(handle, view.id(), "stopped", problem, clock.instant());
    trail.write(
        handle,
        view.appliedBy(),
        List.of(),
        null,
        Act.failed("import.apply", Kind.CONFIGURE, view.id(), problem.en()));
  }
}
