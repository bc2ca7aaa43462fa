package org.watchfire.rules.directory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.watchfire.core.label.Label;
import org.watchfire.core.policy.PolicyObject;

/**
 * A natural person, or a program that has a responsible person.
 *
 * @param accounts the account names of this person, in the form of {@link #account}
 * @param department empty when none is known
 * @param clearance rank of the highest level this person may read; 0 = none
 * @param compartments need-to-know scopes (知悉范围)
 * @param admin whether this person runs systems
 * @param roles what the person does in the organisation ({@code accountant}); access policies name
 *     them. Not the roles of the console
 * @param attributes further facts that access policies may name, such as {@code employment};
 *     immutable
 * @param employment when the person is employed; outside of it nobody is active, see {@link #at}
 */
public record Person(
    String id,
    String name,
    Set<String> accounts,
    String department,
    int clearance,
    Set<String> compartments,
    Status status,
    boolean admin,
    Set<String> roles,
    Map<String, Set<String>> attributes,
    Employment employment) {

  /** Whether the person may work at all. */
  public enum Status {
    ACTIVE,
    SUSPENDED,
    LEFT;

    /** As it stands in policy objects and events. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Person {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(department, "department");
    requireNonNull(status, "status");
    requireNonNull(employment, "employment");
    accounts = Set.copyOf(accounts);
    compartments = Set.copyOf(compartments);
    roles = Set.copyOf(roles);
    attributes = Body.frozen(attributes);
  }

  /** A person whose employment has neither beginning nor end. */
  public Person(
      String id,
      String name,
      Set<String> accounts,
      String department,
      int clearance,
      Set<String> compartments,
      Status status,
      boolean admin,
      Set<String> roles,
      Map<String, Set<String>> attributes) {
    this(
        id,
        name,
        accounts,
        department,
        clearance,
        compartments,
        status,
        admin,
        roles,
        attributes,
        Employment.ALWAYS);
  }

  /** A person of whom no role and no attribute is known. */
  public Person(
      String id,
      String name,
      Set<String> accounts,
      String department,
      int clearance,
      Set<String> compartments,
      Status status,
      boolean admin) {
    this(
        id, name, accounts, department, clearance, compartments, status, admin, Set.of(), Map.of());
  }

  /**
   * Reads the body of a {@code person} object.
   *
   * @throws DirectoryFormatException when it does not have that form
   */
  public static Person of(PolicyObject object) throws DirectoryFormatException {
    Body body = new Body(object);
    Set<String> accounts = new LinkedHashSet<>();
    for (String account : body.texts("accounts")) {
      accounts.add(account(account));
    }
    return new Person(
        object.id(),
        body.textOr("name", object.id()),
        accounts,
        body.textOr("department", ""),
        body.number("clearance", 0, 0),
        body.texts("compartments"),
        status(body),
        body.flag("admin"),
        body.texts("roles"),
        body.textSets("attributes"),
        employment(body));
  }

  private static Employment employment(Body body) throws DirectoryFormatException {
    if (!body.has("employed")) {
      return Employment.ALWAYS;
    }
    Body employed = body.object("employed");
    try {
      return Employment.parse(
          employed.textOr("from", null),
          employed.textOr("until", null),
          employed.textOr("zone", null));
    } catch (IllegalArgumentException e) {
      throw body.wrong("employed", "{\"from\",\"until\"} of ISO dates, and a zone");
    }
  }

  /**
   * The person as of a moment: whoever was active, but is not employed yet, is suspended; whose
   * employment has ended, has left. This is the one place where it is decided, for engine and
   * console.
   *
   * @param moment null when it is not known: then the status stands
   */
  public Person at(Instant moment) {
    if (moment == null || status != Status.ACTIVE || employment.equals(Employment.ALWAYS)) {
      return this;
    }
    if (employment.endedBy(moment)) {
      return with(Status.LEFT);
    }
    return employment.begunBy(moment) ? this : with(Status.SUSPENDED);
  }

  private Person with(Status other) {
    return new Person(
        id,
        name,
        accounts,
        department,
        clearance,
        compartments,
        other,
        admin,
        roles,
        attributes,
        employment);
  }

  private static Status status(Body body) throws DirectoryFormatException {
    String text = body.textOr("status", "active");
    for (Status status : Status.values()) {
      if (status.text().equals(text)) {
        return status;
      }
    }
    throw body.wrong("status", "active, suspended or left");
  }

  /**
   * An account name as it is compared: lower case, without {@code DOMAIN\} before or
   * {@code @domain} behind.
   */
  public static String account(String name) {
    String plain = name.strip().toLowerCase(Locale.ROOT);
    int domain = Math.max(plain.lastIndexOf('\\'), plain.lastIndexOf('/'));
    plain = plain.substring(domain + 1);
    int at = plain.indexOf('@');
    return at > 0 ? plain.substring(0, at) : plain;
  }

  /** What this person may read. */
  public Label label() {
    return new Label(clearance, compartments, department.isEmpty() ? Set.of() : Set.of(department));
  }
}
