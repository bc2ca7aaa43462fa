package org.watchfire.console.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.CanonicalJson;

/**
 * Concluding a case ({@code case.conclude}): its lead asks, another who works on it, a shift lead
 * or data owner, agrees. Who agrees has read the case; the request itself names no person. Whom a
 * finding is about does neither.
 *
 * <p>Target: number of the case. Bound to everything in it but the entries: a change of a finding
 * or of the evidence voids the request, a note does not.
 */
final class ConcludeCase implements ApprovedAction {
  private final CaseDesk desk;

  ConcludeCase(CaseDesk desk) {
    this.desk = desk;
  }

  @Override
  public String kind() {
    return "case.conclude";
  }

  @Override
  public String requires() {
    return CaseDesk.WORK;
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.SHIFT_LEAD, Role.DATA_OWNER));
  }

  @Override
  public void admit(
      Handle transaction, Caller caller, boolean requester, String target, JsonNode parameters) {
    CaseFile file = desk.existing(transaction, target);
    if (requester) {
      CaseDesk.requireLead(caller, file);
    } else {
      CaseDesk.requireMember(caller, file);
    }
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    if (!parameters.isEmpty()) {
      throw Refusal.invalid("concluding a case takes no parameters");
    }
    CaseFile file = desk.existing(transaction, target);
    CaseDesk.requireState(
        file, file.state() == CaseState.INVESTIGATING, "a case under investigation is concluded");
    List<Change> impact = new ArrayList<>();
    Set<String> persons = new HashSet<>();
    for (CaseBody.PersonFinding finding : file.body().findings()) {
      if (finding.proof().isEmpty()) {
        throw new Refusal(409, "state", "finding " + finding.n() + " has no proof");
      }
      persons.add(finding.person());
      impact.add(
          new Change(
              "finding " + finding.n(),
              "",
              finding.severity() + ", " + finding.proof().size() + " records"));
    }
    impact.add(new Change("evidence", "", file.body().evidence().size() + " records"));
    impact.add(new Change("state", file.state().text(), CaseState.CONCLUDED.text()));
    int count = file.body().findings().size();
    byte[] canonical =
        CanonicalJson.bytes(
            Map.of(
                "case", target,
                "title", file.title(),
                "severity", file.severity(),
                "people", file.people(),
                "body", CaseStore.sha256(StrictJson.write(file.body()))));
    return new ApprovalContent(
        canonical,
        "结案认定：案件 " + target + "，" + count + " 项人员认定",
        "conclude case " + target + " with " + count + " findings on persons",
        impact,
        persons);
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    CaseFile file = desk.existing(transaction, approved.target());
    CaseBody.Conclusion conclusion =
        new CaseBody.Conclusion(
            approved.requester(),
            String.join(", ", approved.approvers()),
            approved.id(),
            desk.now());
    desk.apply(
        transaction,
        approved.by(),
        file,
        "conclude",
        new CaseDesk.Step(
            file.with(file.body().concluded(conclusion)).in(CaseState.CONCLUDED, null),
            approved.words(),
            approved.words()));
  }
}
