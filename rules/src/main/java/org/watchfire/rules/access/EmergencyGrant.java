package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.watchfire.core.label.Label;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/**
 * A right for an emergency ("break-glass"): for a while one person may look at named assets up to
 * one level above his clearance, even where no policy allows it. It lifts neither compartments nor
 * departments nor a policy that denies, and it never lets anybody change, export or share anything.
 *
 * @param person id of the person who holds it
 * @param assets ids of the assets it names
 * @param from the first moment it holds
 * @param until the first moment it does not hold any more
 */
public record EmergencyGrant(
    String id, String person, Set<String> assets, Instant from, Instant until) {
  /** What it is good for. */
  public static final Set<AccessAction> ACTIONS =
      Set.copyOf(EnumSet.of(AccessAction.LIST, AccessAction.READ, AccessAction.REVEAL));

  /** How far above his clearance its holder may look. */
  public static final int LEVELS = 1;

  public EmergencyGrant {
    requireNonNull(id, "id");
    requireNonNull(person, "person");
    requireNonNull(from, "from");
    requireNonNull(until, "until");
    assets = Set.copyOf(assets);
  }

  /**
   * Whether it is about this request: its holder, one of its assets, an action it is good for, at a
   * time that is known and within it, and no more than {@link #LEVELS} above the clearance.
   */
  public boolean covers(AccessRequest request) {
    Instant at = request.context().at();
    return request.person() != null
        && request.person().id().equals(person)
        && request.person().status() == Person.Status.ACTIVE
        && assets.contains(request.asset().id())
        && ACTIONS.contains(request.action())
        && at != null
        && !at.isBefore(from)
        && at.isBefore(until)
        && reaches(request.person(), request.asset());
  }

  /** Whether the label of this person, raised by {@link #LEVELS}, dominates that of the asset. */
  public static boolean reaches(Person person, Asset asset) {
    Label own = person.label();
    return new Label(own.rank() + LEVELS, own.compartments(), own.departments())
        .dominates(asset.label());
  }
}
