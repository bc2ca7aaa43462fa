package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;

/**
 * May this person do this with this asset?
 *
 * @param person null when nobody answers for the account; kept as of the moment of the request
 * @param asset {@link Asset#unknown} for what the directory does not know
 * @param target the very file, object or page; null = the asset as a whole
 * @param grant a right for an emergency that the person claims; null = none
 */
public record AccessRequest(
    Person person,
    Asset asset,
    Selector target,
    AccessAction action,
    AccessContext context,
    EmergencyGrant grant) {

  public AccessRequest {
    requireNonNull(asset, "asset");
    requireNonNull(action, "action");
    requireNonNull(context, "context");
    person = person == null ? null : person.at(context.at());
  }

  /** Without a right for an emergency. */
  public AccessRequest(
      Person person, Asset asset, Selector target, AccessAction action, AccessContext context) {
    this(person, asset, target, action, context, null);
  }
}
