package org.watchfire.console.access;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.sealing.Sealer;

/**
 * Shows one field of one record in the clear, when label, policy and purpose allow it. Each time is
 * on record before the value is given out; so is each refusal.
 */
final class RevealRoutes {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z@_][A-Za-z0-9_@.-]{0,199}");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._/-]{0,99}");
  private static final int LONGEST = 1_000;

  private final Database database;
  private final PoliciesInForce inForce;
  private final EmergencyRights emergency;
  private final TrailSearch search;
  private final AuditTrail trail;
  private final OwnerNotices notices;
  private final Clock clock;

  record Asked(
      String stream, Long seq, String field, String purpose, String justification, String caseId) {
    Asked {
      if (!Stream.EVENTS.id().equals(stream)) {
        throw new IllegalArgumentException("stream expects events");
      }
      if (seq == null || seq < 0) {
        throw new IllegalArgumentException("seq expects the number of a record");
      }
      if (field == null || !FIELD.matcher(field).matches()) {
        throw new IllegalArgumentException("field expects the name of a field");
      }
      if (purpose == null || !WORD.matcher(purpose).matches()) {
        throw new IllegalArgumentException("purpose expects a declared purpose");
      }
      if (justification == null
          || justification.strip().length() < 4
          || justification.length() > LONGEST
          || justification.codePoints().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("justification expects 4 to " + LONGEST + " characters");
      }
      if (caseId != null && !WORD.matcher(caseId).matches()) {
        throw new IllegalArgumentException("caseId expects the number of a case");
      }
    }
  }

  RevealRoutes(
      Database database,
      PoliciesInForce inForce,
      EmergencyRights emergency,
      TrailSearch search,
      AuditTrail trail,
      OwnerNotices notices,
      Clock clock) {
    this.database = database;
    this.inForce = inForce;
    this.emergency = emergency;
    this.search = search;
    this.trail = trail;
    this.notices = notices;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(Route.post("/access/reveal", holds("access:reveal"), this::reveal));
  }

  private void reveal(Call call) {
    Asked asked = call.body(Asked.class);
    Caller caller = call.caller();
    String target = asked.stream() + "/" + asked.seq() + " " + asked.field();
    String said = "purpose " + asked.purpose() + ": " + asked.justification().strip();
    if (!caller.permissions().contains("audit:read:" + asked.stream())) {
      throw refused(
          caller, target, said, new Refusal(403, "forbidden", "your roles do not allow this"));
    }
    JsonNode record =
        search
            .record(Stream.EVENTS, asked.seq())
            .map(TrailSearch::tree)
            .map(tree -> search.opened(Stream.EVENTS, tree))
            .orElseThrow(
                () ->
                    refused(
                        caller,
                        target,
                        said,
                        Refusal.notFound("no record " + asked.seq() + " in events")));
    JsonNode value = Masking.value(record, asked.field());
    if (value == null) {
      throw refused(
          caller, target, said, Refusal.notFound("the record has no field " + asked.field()));
    }
    if (Sealer.isSealed(value.asText())) {
      throw refused(
          caller,
          target,
          said,
          new Refusal(410, "shredded", "the key of this value was destroyed, nobody can open it"));
    }
    RecordAccess access = decided(caller, asked, record);
    List<Act> acts =
        access.decisions().stream()
            .map(j -> DecisionRecord.act(j.request(), j.decision(), "record " + target))
            .toList();
    List<OwnerNotices.Opened> opened =
        access.decisions().stream()
            .map(j -> new OwnerNotices.Opened(j, asked.stream() + "/" + asked.seq(), 1))
            .toList();
    boolean allowed = access.shown() && !access.masks(asked.field());
    String words =
        access.decisions().isEmpty()
            ? "no policy is about it"
            : String.join(
                "; ",
                access.decisions().stream()
                    .map(
                        j ->
                            j.asset().id() + ": " + DecisionRecord.words(j.request(), j.decision()))
                    .toList());
    database.inTransaction(
        handle -> {
          trail.writeAll(handle, caller, acts);
          if (allowed) {
            notices.tell(handle, caller, opened);
          }
          return trail.write(
              handle,
              caller,
              allowed
                  ? Act.done("access.reveal", Kind.READ, target, said + "; " + words)
                  : Act.failed("access.reveal", Kind.DENIED, target, said + "; " + words));
        });
    List<Map<String, Object>> decisions =
        access.decisions().stream()
            .map(j -> DecisionRecord.view(j.request(), j.decision()))
            .toList();
    if (!allowed) {
      throw new Refusal(403, "masked", "label, policy or purpose do not allow it")
          .with("decisions", decisions);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("field", asked.field());
    answer.put("value", value);
    answer.put("decisions", decisions);
    call.json(answer);
  }

  private RecordAccess decided(Caller caller, Asked asked, JsonNode record) {
    PoliciesInForce.InForce now = inForce.now();
    if (!now.published()) {
      return new RecordAccess(record, asked.seq(), List.of());
    }
    String id = caller.account().personId();
    Instant at = clock.instant();
    return RecordAccess.of(
        now,
        now.picture().directory().person(id).orElse(null),
        emergency.of(id, at).orElse(null),
        AccessAction.REVEAL,
        new AccessContext(
            at, asked.purpose(), caller.address(), caller.secondFactorAge(at), asked.caseId()),
        asked.seq(),
        record);
  }

  private Refusal refused(Caller caller, String target, String said, Refusal refusal) {
    database.inTransaction(
        handle ->
            trail.write(
                handle,
                caller,
                Act.failed("access.reveal", Kind.DENIED, target, refusal.code() + "; " + said)));
    return refusal;
  }
}
