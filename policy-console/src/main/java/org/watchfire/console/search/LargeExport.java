package org.watchfire.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.identity.Role;
import org.watchfire.console.search.ExportRoutes.ExportRequest;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.store.ledger.Stream;

/**
 * Leave to take more records out than one person may alone. Target is the stream, parameters are
 * the export as it is asked for later ({@link ExportRequest}); it is bounded in time or by numbers,
 * so that those who agree know what they agree to. Who asked may then make exactly this export, for
 * as long as a request lives.
 */
final class LargeExport implements ApprovedAction {
  static final String KIND = "audit.export";
  static final String PERMISSION = "audit:export:large";

  private final AuditTrail trail;
  private final int maxRecords;

  LargeExport(AuditTrail trail, int maxRecords) {
    this.trail = trail;
    this.maxRecords = maxRecords;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String requires() {
    return PERMISSION;
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.SEC_ADMIN, Role.DATA_OWNER));
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    Stream stream =
        Stream.of(target)
            .orElseThrow(
                () -> Refusal.invalid("target expects events, alerts, audit or deadletter"));
    ExportRequest asked = request(parameters);
    if (asked.approval() != null) {
      throw Refusal.invalid("approval is not a part of what is asked for");
    }
    ExportRoutes.check(asked);
    boolean range = asked.isRange();
    if (range && asked.end() - asked.first() > maxRecords) {
      throw Refusal.invalid("one export has at most " + maxRecords + " records");
    }
    if (!range && (asked.from() == null || asked.to() == null)) {
      throw Refusal.invalid("from and to are expected: others agree to what is bounded");
    }
    String what =
        range ? "[" + asked.first() + ", " + asked.end() + ")" : asked.from() + " – " + asked.to();
    List<Change> impact = new ArrayList<>();
    impact.add(new Change("stream", "", stream.id()));
    impact.add(new Change(range ? "records" : "times", "", what));
    impact.add(new Change("query", "", asked.query() == null ? "" : asked.query()));
    impact.add(new Change("purpose", "", asked.purpose()));
    return new ApprovalContent(
        // Target and parameters say it completely, and are hashed with it.
        new byte[0],
        "导出 " + stream.id() + " 流 " + what + " 的记录，用途：" + asked.purpose(),
        "export " + what + " of the stream " + stream.id() + ", purpose: " + asked.purpose(),
        impact,
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    trail.write(
        transaction,
        approved.by(),
        Act.done("audit.export.allow", Kind.CONFIGURE, approved.target(), approved.words()));
  }

  /** The export that parameters of a request ask for. */
  static ExportRequest request(JsonNode parameters) {
    return StrictJson.read(StrictJson.write(parameters), ExportRequest.class);
  }
}
