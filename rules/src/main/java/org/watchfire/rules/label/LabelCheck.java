package org.watchfire.rules.label;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.label.Label;
import org.watchfire.core.label.Level;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.Person;

/**
 * Compares the label of whoever acts in an event with the labels of what the event touches. Pure;
 * thread-safe.
 */
public final class LabelCheck {
  /** From this rank on an account must belong to somebody. */
  private static final int NEEDS_A_PERSON = 3;

  private static final Set<String> ACTING =
      Set.of("authentication", "session", "file", "database", "web");

  /** Ends of sessions and failed first steps say nothing about what a person did. */
  private static final Set<String> NOT_ACTING =
      Set.of("session_closed", "logind_session_ended", "logind_session_removed", "ssh_disconnect");

  private LabelCheck() {}

  /**
   * The breach of this event, for the strictest asset it touches that the person may not; at most
   * one of an event.
   *
   * <p>The person is the one behind {@code user.name}, or, when that account is nobody's, behind
   * {@code user.effective.name}. An event without either, or one of neither an asset nor a known
   * person, is no breach.
   */
  public static Optional<LabelBreach> check(Event event, Directory directory) {
    String account = event.text(EcsFields.USER_NAME);
    String effective = event.text(EcsFields.USER_EFFECTIVE_NAME);
    if (account == null && effective == null) {
      return Optional.empty();
    }
    if (account == null) {
      account = effective;
    }
    boolean denied = "failure".equals(event.text(EcsFields.EVENT_OUTCOME));
    Person person = person(account, effective, directory);
    person = person == null ? null : person.at(event.timestamp());
    List<Asset> assets = directory.assetsOf(event);
    if (person == null) {
      return unknown(account, assets, directory, denied);
    }
    if (person.status() != Person.Status.ACTIVE) {
      return acts(event)
          ? Optional.of(
              breach(BreachKind.INACTIVE_PERSON, account, person, first(assets), directory, denied))
          : Optional.empty();
    }
    for (Asset asset : assets) {
      Optional<BreachKind> kind = forbids(person, asset);
      if (kind.isPresent()) {
        return Optional.of(breach(kind.get(), account, person, asset, directory, denied));
      }
    }
    return Optional.empty();
  }

  /**
   * What of status and labels forbids this person this asset, whatever any policy says; empty when
   * nothing does. The one mandatory check of the product.
   *
   * @param person null when nobody answers for the account
   */
  public static Optional<BreachKind> forbids(Person person, Asset asset) {
    if (person == null) {
      return Optional.of(BreachKind.UNKNOWN_PERSON);
    }
    if (person.status() != Person.Status.ACTIVE) {
      return Optional.of(BreachKind.INACTIVE_PERSON);
    }
    Label reader = person.label();
    return reader.dominates(asset.label()) ? Optional.empty() : Optional.of(kind(reader, asset));
  }

  /** The person behind an account, or behind the account it acts as; null when neither is known. */
  public static Person person(String account, String effective, Directory directory) {
    Optional<Person> person =
        account == null ? Optional.empty() : directory.personByAccount(account);
    if (person.isEmpty() && effective != null) {
      person = directory.personByAccount(effective);
    }
    return person.orElse(null);
  }

  private static Optional<LabelBreach> unknown(
      String account, List<Asset> assets, Directory directory, boolean denied) {
    Asset strictest = first(assets);
    if (strictest == null || strictest.rank() < NEEDS_A_PERSON) {
      return Optional.empty();
    }
    return Optional.of(
        breach(BreachKind.UNKNOWN_PERSON, account, null, strictest, directory, denied));
  }

  private static BreachKind kind(Label reader, Asset asset) {
    if (reader.rank() < asset.rank()) {
      return BreachKind.CLEARANCE;
    }
    return reader.compartments().containsAll(asset.compartments())
        ? BreachKind.DEPARTMENT
        : BreachKind.COMPARTMENT;
  }

  private static LabelBreach breach(
      BreachKind kind,
      String account,
      Person person,
      Asset asset,
      Directory directory,
      boolean denied) {
    Level level = asset == null ? null : directory.level(asset.rank());
    Level clearance =
        person == null || person.clearance() == 0 ? null : directory.level(person.clearance());
    List<String> missing =
        person == null || asset == null
            ? List.of()
            : asset.compartments().stream()
                .filter(c -> !person.compartments().contains(c))
                .sorted()
                .toList();
    return new LabelBreach(kind, account, person, asset, level, clearance, missing, denied);
  }

  private static boolean acts(Event event) {
    return event.texts(EcsFields.EVENT_CATEGORY).stream().anyMatch(ACTING::contains)
        && !NOT_ACTING.contains(String.valueOf(event.text(EcsFields.EVENT_ACTION)));
  }

  private static Asset first(List<Asset> assets) {
    return assets.isEmpty() ? null : assets.get(0);
  }
}
