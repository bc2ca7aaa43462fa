package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.search.RecordScreen;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.EmergencyGrant;
import org.watchfire.rules.directory.Person;
import org.watchfire.store.ledger.Stream;

/**
 * The console as an enforcement point: whoever reads records of events that touch assets is decided
 * about as the person that his account belongs to. While no set is published there is nothing to
 * enforce. Thread-safe.
 */
final class ReadingPolicies implements RecordScreen {
  /** Different decisions that one request puts on record. */
  private static final int MOST_ACTS = 50;

  private static final int MOST_NAMED = 50;

  private final Database database;
  private final PoliciesInForce inForce;
  private final EmergencyRights emergency;
  private final TrailSearch search;
  private final AuditTrail trail;
  private final OwnerNotices notices;
  private final Clock clock;

  ReadingPolicies(
      Database database,
      PoliciesInForce inForce,
      EmergencyRights emergency,
      TrailSearch search,
      AuditTrail trail,
      OwnerNotices notices,
      Clock clock) {
    this.database = database;
    this.trail = trail;
    this.notices = notices;
    this.inForce = inForce;
    this.emergency = emergency;
    this.search = search;
    this.clock = clock;
  }

  @Override
  public Viewer of(Caller caller) {
    return new Reader(caller);
  }

  private record Made(String asset, boolean allowed, String reason, String policy) {}

  private record Noted(RecordAccess.Judged judged, List<Long> seqs) {}

  private final class Reader implements Viewer {
    private final Caller caller;
    private final Map<Made, Noted> noted = new LinkedHashMap<>();
    private Situation known;

    private Reader(Caller caller) {
      this.caller = caller;
    }

    /** What stays the same during one request; found out with the first record. */
    private record Situation(
        PoliciesInForce.InForce now, Person person, EmergencyGrant grant, AccessContext context) {}

    /** Null while nothing is published: then nobody is made to wait for the directory. */
    private Situation situation() {
      if (known == null && inForce.version() > 0) {
        PoliciesInForce.InForce now = inForce.lately();
        String id = caller.account().personId();
        var at = clock.instant();
        known =
            new Situation(
                now,
                now.picture().directory().person(id).orElse(null),
                emergency.of(id, at).orElse(null),
                new AccessContext(at, null, caller.address(), caller.secondFactorAge(at), null));
      }
      return known;
    }

    @Override
    public Shown show(Stream stream, long seq, JsonNode record) {
      Shown decided = decided(stream, seq, record);
      // A sealed value is shown by a reveal of its own only, whatever the policies say.
      Masking.Masked rest = Masking.sealed(new Masking.Masked(decided.record(), decided.masked()));
      return new Shown(rest.record(), rest.masked(), decided.access());
    }

    private Shown decided(Stream stream, long seq, JsonNode record) {
      if (stream != Stream.EVENTS || record == null) {
        return Shown.whole(record);
      }
      Situation s = situation();
      if (s == null || !s.now().published()) {
        return Shown.whole(record);
      }
      RecordAccess access =
          RecordAccess.of(
              s.now(),
              s.person(),
              s.grant(),
              AccessAction.READ,
              s.context(),
              seq,
              search.opened(stream, record));
      if (access.decisions().isEmpty()) {
        return Shown.whole(record);
      }
      access.decisions().forEach(judged -> note(judged, seq));
      Masking.Masked screened = access.screened(record);
      RecordAccess.Judged strictest =
          access.decisions().stream()
              .filter(j -> !j.decision().allowed())
              .findFirst()
              .orElse(access.decisions().get(0));
      return new Shown(
          screened.record(),
          screened.masked(),
          DecisionRecord.view(strictest.request(), strictest.decision()));
    }

    @Override
    public Set<String> guarded(Stream stream) {
      Situation s = stream == Stream.EVENTS ? situation() : null;
      if (s == null) {
        return Set.of();
      }
      Set<String> fields = new TreeSet<>();
      s.now()
          .evaluator()
          .set()
          .policies()
          .forEach(policy -> fields.addAll(policy.obligations().maskFields()));
      return fields;
    }

    private void note(RecordAccess.Judged judged, long seq) {
      Made made =
          new Made(
              judged.asset().id(),
              judged.decision().allowed(),
              judged.decision().reason().text(),
              judged.decision().policyId());
      noted.computeIfAbsent(made, m -> new Noted(judged, new ArrayList<>())).seqs().add(seq);
    }

    @Override
    public void putOnRecord() {
      if (noted.isEmpty()) {
        return;
      }
      List<Act> acts =
          noted.values().stream()
              .limit(MOST_ACTS)
              .map(
                  n ->
                      DecisionRecord.act(
                          n.judged().request(),
                          n.judged().decision(),
                          "records " + named(n.seqs())))
              .toList();
      List<OwnerNotices.Opened> opened =
          noted.values().stream()
              .map(
                  n ->
                      new OwnerNotices.Opened(
                          n.judged(),
                          "events/" + n.seqs().get(n.seqs().size() - 1),
                          n.seqs().size()))
              .toList();
      database.inTransaction(
          handle -> {
            trail.writeAll(handle, caller, acts);
            notices.tell(handle, caller, opened);
            return null;
          });
    }

    private static String named(List<Long> seqs) {
      String text =
          String.join(
              " ", seqs.stream().distinct().limit(MOST_NAMED).map(s -> "events/" + s).toList());
      return seqs.size() > MOST_NAMED ? text + " … (" + seqs.size() + ")" : text;
    }
  }
}
