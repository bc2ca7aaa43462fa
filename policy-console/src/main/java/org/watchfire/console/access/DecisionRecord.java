package org.watchfire.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.core.json.Json;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.Decision;
import org.watchfire.rules.access.ReasonCode;

/**
 * A decision as it is put on record: the first line is what {@link RecordedDecisions} makes again,
 * the second is for people.
 */
final class DecisionRecord {
  private DecisionRecord() {}

  /**
   * @param about which records, in words
   */
  static Act act(AccessRequest request, Decision decision, String about) {
    String detail =
        new String(Json.write(made(request, decision)), UTF_8)
            + "\n"
            + words(request, decision)
            + ", "
            + about;
    String target = request.action().text() + " " + request.asset().id();
    return decision.allowed()
        ? Act.done(RecordedDecisions.ACTION, Kind.READ, target, detail)
        : Act.failed(RecordedDecisions.ACTION, Kind.DENIED, target, detail);
  }

  private static Map<String, Object> made(AccessRequest request, Decision decision) {
    AccessContext context = request.context();
    Map<String, Object> made = new LinkedHashMap<>();
    if (request.person() != null) {
      made.put("person", request.person().id());
    }
    made.put("asset", request.asset().id());
    if (request.target() != null) {
      made.put("target", request.target().text());
    }
    made.put("action", request.action().text());
    put(made, "at", context.at());
    put(made, "purpose", context.purpose());
    put(made, "source_ip", context.sourceIp());
    put(made, "mfa_age", context.mfaAge());
    put(made, "case", context.caseId());
    made.put("allowed", decision.allowed());
    return made;
  }

  private static void put(Map<String, Object> made, String name, Object value) {
    if (value != null) {
      made.put(name, value.toString());
    }
  }

  /** Policy and version, reason, label, and the grant it was made under. */
  static String words(AccessRequest request, Decision decision) {
    return "set "
        + decision.setVersion()
        + ", "
        + decision.reason().text()
        + (decision.policyId().isEmpty() ? "" : ", policy " + decision.policyId())
        + ", level "
        + request.asset().rank()
        + (request.asset().graded() ? "" : " presumed")
        + (decision.reason() == ReasonCode.EMERGENCY ? ", grant " + request.grant().id() : "");
  }

  static Map<String, Object> view(AccessRequest request, Decision decision) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("asset", request.asset().id());
    view.put("level", request.asset().rank());
    view.put("allowed", decision.allowed());
    view.put("reason", decision.reason().text());
    view.put("reasonText", Map.of("zh", decision.reason().zh(), "en", decision.reason().en()));
    view.put("policy", decision.policyId());
    view.put("setVersion", decision.setVersion());
    view.put("grant", decision.reason() == ReasonCode.EMERGENCY ? request.grant().id() : null);
    view.put("justification", decision.duties().justification());
    view.put("watermark", decision.duties().watermark());
    return view;
  }
}
