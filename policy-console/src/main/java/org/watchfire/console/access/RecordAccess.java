package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.Decision;
import org.watchfire.rules.access.Duties;
import org.watchfire.rules.access.EmergencyGrant;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory.Touched;
import org.watchfire.rules.directory.Person;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * What a record of the events is about, and what the policies in force decide of it for one person:
 * once for every asset that the event touches.
 *
 * @param record with its sealed values opened, by which it is decided
 * @param decisions in the order of the assets; empty when it touches none
 */
record RecordAccess(JsonNode record, long seq, List<Judged> decisions) {

  /** One asset and what was decided. */
  record Judged(AccessRequest request, Decision decision) {
    Asset asset() {
      return request.asset();
    }
  }

  /**
   * @param person null when the directory knows nobody behind the account
   * @param grant null when he has none
   */
  static RecordAccess of(
      PoliciesInForce.InForce now,
      Person person,
      EmergencyGrant grant,
      AccessAction action,
      AccessContext context,
      long seq,
      JsonNode record) {
    List<Judged> decisions = new ArrayList<>();
    for (Touched touched : touched(now, record)) {
      for (Asset asset : touched.assets()) {
        AccessRequest request =
            new AccessRequest(person, asset, touched.target(), action, context, grant);
        decisions.add(new Judged(request, now.evaluator().decide(request)));
      }
    }
    return new RecordAccess(record, seq, List.copyOf(decisions));
  }

  /** The assets that an event touches; none when the record is no event. */
  static List<Touched> touched(PoliciesInForce.InForce now, JsonNode record) {
    try {
      Event event = EventCodec.decode(StrictJson.write(record));
      return now.picture().directory().touchedBy(event);
    } catch (EventFormatException e) {
      // No event, such as the checkpoint that begins a log: there is nothing of an asset in it.
      return List.of();
    }
  }

  /** Whether it may be seen at all: every asset lets it, and a row filter lets it through. */
  boolean shown() {
    return decisions.stream()
        .allMatch(j -> j.decision().allowed() && j.decision().duties().shows(this::holds));
  }

  /** Whether some asset's policies ask that the field is masked. */
  boolean masks(String field) {
    return decisions.stream().anyMatch(j -> masks(j.decision().duties(), field));
  }

  private boolean masks(Duties duties, String field) {
    return duties.masks(field, this::holds);
  }

  /**
   * What is left of it.
   *
   * @param displayed the record in the form in which it is shown, in which values may be sealed
   */
  Masking.Masked screened(JsonNode displayed) {
    if (!shown()) {
      return Masking.content(displayed);
    }
    List<String> fields =
        decisions.stream()
            .flatMap(j -> j.decision().duties().views().stream())
            .flatMap(view -> view.maskFields().stream())
            .distinct()
            .filter(this::masks)
            .toList();
    return Masking.fields(displayed, fields);
  }

  private boolean holds(String filter) {
    Predicate<byte[]> matches = entry -> false;
    try {
      KqlEvaluator query = KqlEvaluator.of(Stream.EVENTS, filter, null, null);
      matches = entry -> query.matches(seq, entry);
    } catch (QuerySyntaxException e) {
      // A filter that cannot be read lets nothing through; drafts with one are refused.
      return false;
    }
    return matches.test(StrictJson.write(record));
  }
}
