package org.watchfire.rules.label;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.RawEvent;

/**
 * What the directory knows of an event, as fields that rules match and alerts carry: {@code
 * gov.data.level}, {@code gov.data.rank}, {@code gov.data.asset}, {@code gov.data.compartments} of
 * the strictest asset it touches, and {@code gov.subject.person}, {@code .clearance}, {@code
 * .department}, {@code .status}, {@code .admin} of who acts. Of an asset and an account, {@code
 * gov.policy.decision} is {@code deny} when the labels forbid the access (whether or not the system
 * let it happen) and {@code allow} otherwise.
 */
public final class LabelFields {
  public static final String DATA_ASSET = "gov.data.asset";
  public static final String DATA_COMPARTMENTS = "gov.data.compartments";
  public static final String SUBJECT_PERSON = "gov.subject.person";
  public static final String SUBJECT_CLEARANCE = "gov.subject.clearance";
  public static final String SUBJECT_DEPARTMENT = "gov.subject.department";
  public static final String SUBJECT_STATUS = "gov.subject.status";
  public static final String SUBJECT_ADMIN = "gov.subject.admin";
  public static final String POLICY_DECISION = "gov.policy.decision";

  /** All that the directory knows; an event as it was recorded has none of them. */
  public static final Set<String> ALL =
      Set.of(
          EcsFields.GOV_DATA_LEVEL,
          EcsFields.GOV_DATA_RANK,
          DATA_ASSET,
          DATA_COMPARTMENTS,
          SUBJECT_PERSON,
          SUBJECT_CLEARANCE,
          SUBJECT_DEPARTMENT,
          SUBJECT_STATUS,
          SUBJECT_ADMIN,
          POLICY_DECISION);

  private LabelFields() {}

  /**
   * Reads recorded events with these fields, as the engine sees them; by what the directory says
   * now, not by what it said when they were recorded.
   */
  public static EventReader reader(Directory directory) {
    return json -> RawEvent.of(enrich(EventCodec.decode(json), directory));
  }

  /**
   * The event with these fields, for matching and alerts; the event itself as it was shipped and
   * stored stays as it is. The same object when the directory knows nothing of it.
   */
  public static Event enrich(Event event, Directory directory) {
    List<Asset> assets = directory.assetsOf(event);
    String account = event.text(EcsFields.USER_NAME);
    Optional<Person> person =
        account == null
            ? Optional.empty()
            : directory.personByAccount(account).map(p -> p.at(event.timestamp()));
    if (assets.isEmpty() && person.isEmpty()) {
      return event;
    }
    Event.Builder enriched = event.toBuilder();
    if (!assets.isEmpty()) {
      Asset asset = assets.get(0);
      enriched.put(EcsFields.GOV_DATA_LEVEL, directory.level(asset.rank()).id());
      enriched.put(EcsFields.GOV_DATA_RANK, asset.rank());
      enriched.put(DATA_ASSET, asset.id());
      enriched.put(DATA_COMPARTMENTS, asset.compartments().stream().sorted().toList());
      if (account != null) {
        enriched.put(
            POLICY_DECISION, LabelCheck.check(event, directory).isPresent() ? "deny" : "allow");
      }
    }
    person.ifPresent(
        p ->
            enriched
                .put(SUBJECT_PERSON, p.id())
                .put(SUBJECT_CLEARANCE, p.clearance())
                .put(SUBJECT_DEPARTMENT, p.department())
                .put(SUBJECT_STATUS, p.status().text())
                .put(SUBJECT_ADMIN, p.admin()));
    return enriched.build();
  }
}
