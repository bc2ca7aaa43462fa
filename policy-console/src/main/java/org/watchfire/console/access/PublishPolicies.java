package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.CanonicalJson;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.rules.access.AccessPolicySet;

/**
 * Puts a draft in force as the next version ({@code policy.publish}). Target: id of the draft;
 * parameters {@code {"dryRun": id}}: a finished dry run of just this content over just the version
 * in force. To roll back is to publish a draft that was begun from an old version.
 *
 * <p>Who keeps the policies asks; a data owner agrees, whose data it is about, and a second officer
 * who does not write policies.
 */
final class PublishPolicies implements ApprovedAction {
  static final String KIND = "policy.publish";

  private static final int SHOWN = 20;

  private final DraftStore drafts;
  private final DryRunStore dryRuns;
  private final PolicySets sets;
  private final Publications publications;
  private final AuditTrail trail;
  private final Clock clock;

  PublishPolicies(
      DraftStore drafts,
      DryRunStore dryRuns,
      PolicySets sets,
      Publications publications,
      AuditTrail trail,
      Clock clock) {
    this.drafts = drafts;
    this.dryRuns = dryRuns;
    this.sets = sets;
    this.publications = publications;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String requires() {
    return "policy:publish";
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.DATA_OWNER), Set.of(Role.SYS_ADMIN, Role.AUDIT_ADMIN));
  }

  private record Checked(Draft draft, DryRunRow run, AccessPolicySet next) {}

  private Checked check(Handle handle, String target, JsonNode parameters) {
    Draft draft = drafts.find(handle, Ids.checked("target", target));
    if (draft.state() != Draft.State.OPEN) {
      throw new Refusal(409, "state", "the draft is " + draft.state().text());
    }
    if (parameters.size() != 1 || !parameters.path("dryRun").isTextual()) {
      throw Refusal.invalid("parameters expects {\"dryRun\": id of a dry run of this draft}");
    }
    DryRunRow run = dryRuns.find(handle, Ids.checked("dryRun", parameters.path("dryRun").asText()));
    long version = PolicySets.version(handle);
    if (draft.baseVersion() != version) {
      throw PolicySets.staleBase(version);
    }
    if (run.state() != DryRunRow.State.DONE
        || !run.draftId().equals(draft.id())
        || !run.draftHash().equals(draft.hash())
        || run.baseVersion() != version) {
      throw new Refusal(
          409,
          "dry-run",
          "it takes a finished dry run of this very content over the version in force");
    }
    LevelScheme scheme = sets.levels(handle);
    AccessPolicySet next =
        sets.next(handle, scheme.id(), PolicyText.require(draft.policies(), scheme).policies());
    return new Checked(draft, run, next);
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    Checked c = check(transaction, target, parameters);
    JsonNode result = c.run().result();
    Map<String, Object> exactly = new TreeMap<>();
    exactly.put("draft", c.draft().id());
    exactly.put("content", c.draft().hash());
    exactly.put("version", c.next().version());
    exactly.put("previous", c.next().previousHash());
    exactly.put("set", c.next().hash());
    exactly.put("dryRun", c.run().id());
    exactly.put("dryRunResult", c.run().resultHash());
    exactly.put("directory", c.run().directory());
    List<Change> impact = new ArrayList<>();
    policies(impact, "policies.added", result.path("policiesAdded"), false);
    policies(impact, "policies.removed", result.path("policiesRemoved"), true);
    policies(impact, "policies.changed", result.path("policiesChanged"), false);
    count(impact, "access.gained", result, "gainedCells", "personsGaining", "assetsGained");
    count(impact, "access.lost", result, "lostCells", "personsLosing", "assetsLost");
    impact.add(new Change("access.terms", "", result.path("termsCells").asText()));
    affected(impact, "person ", result.path("persons"));
    affected(impact, "asset ", result.path("assets"));
    String title = c.draft().title();
    long version = c.next().version();
    return new ApprovalContent(
        CanonicalJson.bytes(exactly),
        "发布访问策略集第 "
            + version
            + " 版“"
            + title
            + "”："
            + result.path("personsGaining").asLong()
            + " 人获得、"
            + result.path("personsLosing").asLong()
            + " 人失去访问权",
        "publish version "
            + version
            + " of the access policies, “"
            + title
            + "”: "
            + result.path("personsGaining").asLong()
            + " people gain, "
            + result.path("personsLosing").asLong()
            + " lose access",
        impact,
        Set.of());
  }

  private static void policies(List<Change> impact, String field, JsonNode ids, boolean before) {
    if (ids.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN, ids.size()); i++) {
      text.append(i == 0 ? "" : ", ").append(ids.get(i).asText());
    }
    if (ids.size() > SHOWN) {
      text.append(", … (").append(ids.size()).append(')');
    }
    impact.add(
        before ? new Change(field, text.toString(), "") : new Change(field, "", text.toString()));
  }

  private static void count(
      List<Change> impact,
      String field,
      JsonNode result,
      String cells,
      String persons,
      String assets) {
    impact.add(
        new Change(
            field,
            "",
            result.path(cells).asLong()
                + " (persons "
                + result.path(persons).asLong()
                + ", assets "
                + result.path(assets).asLong()
                + ")"));
  }

  private static void affected(List<Change> impact, String word, JsonNode affected) {
    for (int i = 0; i < Math.min(SHOWN, affected.size()); i++) {
      JsonNode one = affected.get(i);
      impact.add(
          new Change(
              word + one.path("id").asText(),
              "-" + one.path("lost").asLong(),
              "+" + one.path("gained").asLong()));
    }
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    Checked c = check(transaction, approved.target(), approved.parameters());
    String by = approved.by().username();
    sets.publish(transaction, c.next(), approved.requester());
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    publications.add(
        transaction,
        new Publications.Publication(
            c.next().version(),
            c.draft().title(),
            c.draft().id(),
            c.run().id(),
            approved.id(),
            approved.requester(),
            StrictJson.tree(StrictJson.write(approved.approvers())),
            c.next().hash(),
            now));
    Draft d = c.draft();
    drafts.write(
        transaction,
        new Draft(
            d.id(),
            d.title(),
            d.author(),
            d.baseVersion(),
            d.policies(),
            d.hash(),
            d.version() + 1,
            Draft.State.PUBLISHED,
            d.createdAt(),
            now,
            by));
    trail.write(
        transaction,
        approved.by(),
        Act.done(
            KIND,
            Kind.CONFIGURE,
            AccessPolicySet.TYPE + "/" + AccessPolicySet.ID,
            "version "
                + c.next().version()
                + ", hash "
                + c.next().hash()
                + ", draft "
                + d.id()
                + ", dry run "
                + c.run().id()
                + "; "
                + approved.words()));
  }
}
