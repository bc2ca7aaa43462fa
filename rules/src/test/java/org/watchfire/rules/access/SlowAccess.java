package org.watchfire.rules.access;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Coverage;
import org.watchfire.rules.directory.Departments;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * Decides as docs/access-policy.md says, sentence by sentence, policy by policy, without index and
 * without any code of the evaluator: what it is compared with.
 */
final class SlowAccess {
  private SlowAccess() {}

  record Answer(boolean allowed, ReasonCode reason, List<String> policies) {}

  static Answer decide(
      AccessPolicySet set, Departments tree, AccessRequest r, Presumption presumption) {
    ReasonCode mandatory = mandatory(r.person(), r.asset());
    boolean emergency = emergency(r);
    boolean raised =
        emergency
            && mandatory == ReasonCode.CLEARANCE
            && r.person().compartments().containsAll(r.asset().compartments())
            && (r.asset().departments().isEmpty()
                || r.asset().departments().contains(r.person().department()));
    if (mandatory != null && !raised) {
      return new Answer(false, mandatory, List.of());
    }
    List<String> denies = new ArrayList<>();
    List<String> allows = new ArrayList<>();
    for (AccessPolicy p : set.policies()) {
      Boolean holds = holds(p, tree, r);
      boolean deny = p.effect() == Effect.DENY;
      boolean inDoubt = presumption == Presumption.STRICT ? deny : !deny;
      if (holds == null ? inDoubt : holds) {
        (deny ? denies : allows).add(p.id());
      }
    }
    if (!denies.isEmpty()) {
      return new Answer(false, ReasonCode.EXPLICIT_DENY, denies);
    }
    if (raised || emergency && allows.isEmpty()) {
      return new Answer(true, ReasonCode.EMERGENCY, allows);
    }
    return allows.isEmpty()
        ? new Answer(false, ReasonCode.NO_POLICY, List.of())
        : new Answer(true, ReasonCode.ALLOWED, allows);
  }

  /** Holder, asset, action, time and one level at most: what a grant names, word by word. */
  private static boolean emergency(AccessRequest r) {
    EmergencyGrant g = r.grant();
    return g != null
        && r.person() != null
        && r.person().id().equals(g.person())
        && g.assets().contains(r.asset().id())
        && List.of("list", "read", "reveal").contains(r.action().text())
        && r.context().at() != null
        && r.context().at().compareTo(g.from()) >= 0
        && r.context().at().compareTo(g.until()) < 0
        && r.asset().rank() - r.person().clearance() <= 1;
  }

  private static ReasonCode mandatory(Person p, Asset a) {
    if (p == null) {
      return ReasonCode.UNKNOWN_PERSON;
    }
    if (p.status() != Person.Status.ACTIVE) {
      return ReasonCode.INACTIVE_PERSON;
    }
    if (p.clearance() < a.rank()) {
      return ReasonCode.CLEARANCE;
    }
    if (!p.compartments().containsAll(a.compartments())) {
      return ReasonCode.COMPARTMENT;
    }
    boolean mine = a.departments().isEmpty() || a.departments().contains(p.department());
    return mine ? null : ReasonCode.DEPARTMENT;
  }

  /** Null = not known. */
  private static Boolean holds(AccessPolicy p, Departments tree, AccessRequest r) {
    List<Boolean> all = new ArrayList<>();
    all.add(p.actions().contains(r.action()));
    subjects(p.subjects(), tree, r.person(), all);
    resources(p.resources(), tree, r, all);
    conditions(p.conditions(), r.context(), all);
    if (all.contains(Boolean.FALSE)) {
      return false;
    }
    return all.contains(null) ? null : Boolean.TRUE;
  }

  private static void subjects(Subjects s, Departments tree, Person p, List<Boolean> all) {
    all.add(s.roles().isEmpty() || s.roles().stream().anyMatch(p.roles()::contains));
    all.add(
        s.departments().isEmpty()
            || s.departments().stream().anyMatch(d -> within(d, p.department(), tree)));
    all.add(
        s.persons().isEmpty() && s.accounts().isEmpty()
            || s.persons().contains(p.id())
            || s.accounts().stream().anyMatch(p.accounts()::contains));
    s.attributes()
        .forEach(
            (name, values) ->
                all.add(
                    values.stream()
                        .anyMatch(p.attributes().getOrDefault(name, Set.of())::contains)));
  }

  private static boolean within(DepartmentScope scope, String department, Departments tree) {
    return !department.isEmpty()
        && (department.equals(scope.id())
            || scope.subtree() && tree.upwards(department).contains(scope.id()));
  }

  private static void resources(Resources s, Departments tree, AccessRequest r, List<Boolean> all) {
    Asset a = r.asset();
    all.add(s.kinds().isEmpty() || s.kinds().contains(a.kind()));
    all.add(s.ids().isEmpty() || s.ids().contains(a.id()));
    all.add(s.tags().isEmpty() || s.tags().stream().anyMatch(a.tags()::contains));
    boolean ranged = s.levels().min() > 1 || s.levels().max() < 100;
    if (ranged && !a.graded()) {
      all.add(null);
    } else {
      all.add(!ranged || a.rank() >= s.levels().min() && a.rank() <= s.levels().max());
    }
    all.add(
        s.departments().isEmpty()
            || a.departments().stream()
                .anyMatch(d -> s.departments().stream().anyMatch(scope -> within(scope, d, tree))));
    if (!s.patterns().isEmpty()) {
      all.add(place(s.patterns(), r));
    }
  }

  private static Boolean place(Set<Selector> patterns, AccessRequest r) {
    List<Selector> places = r.target() == null ? r.asset().selectors() : List.of(r.target());
    int covered = 0;
    int touched = 0;
    for (Selector place : places) {
      if (patterns.stream().anyMatch(p -> p.covers(place) == Coverage.ALL)) {
        covered++;
      }
      if (patterns.stream().anyMatch(p -> p.covers(place) != Coverage.NONE)) {
        touched++;
      }
    }
    if (touched == 0) {
      return false;
    }
    return covered == places.size() ? Boolean.TRUE : null;
  }

  private static void conditions(Conditions c, AccessContext x, List<Boolean> all) {
    if (c.validFrom() != null) {
      all.add(x.at() == null ? null : !x.at().isBefore(c.validFrom()));
    }
    if (c.validUntil() != null) {
      all.add(x.at() == null ? null : x.at().isBefore(c.validUntil()));
    }
    if (!c.purposes().isEmpty()) {
      all.add(x.purpose() == null ? null : c.purposes().contains(x.purpose()));
    }
    if (!c.times().isEmpty()) {
      all.add(x.at() == null ? null : c.times().stream().anyMatch(t -> inside(t, x.at())));
    }
    if (!c.networks().isEmpty()) {
      all.add(x.sourceIp() == null ? null : anyHolds(c.networks(), x.sourceIp()));
    }
    if (c.mfaWithin() != null) {
      all.add(x.mfaAge() == null ? null : x.mfaAge().toMillis() <= c.mfaWithin().toMillis());
    }
    if (c.caseRequired()) {
      all.add(x.caseId() == null ? null : Boolean.TRUE);
    }
  }

  private static boolean anyHolds(Set<IpNetwork> networks, String ip) {
    return networks.stream().anyMatch(n -> n.contains(ip));
  }

  /** Counts the minutes from the last time that the window could have begun. */
  private static boolean inside(TimeWindow w, Instant at) {
    ZonedDateTime now = at.atZone(w.zone());
    for (int back = 0; back <= 1; back++) {
      ZonedDateTime day = now.minusDays(back);
      long minute = now.toLocalTime().toSecondOfDay() / 60 + back * 1_440L;
      long from = minutes(w.from());
      long to = minutes(w.to()) + (minutes(w.to()) <= from ? 1_440 : 0);
      if (w.days().contains(day.getDayOfWeek()) && minute >= from && minute < to) {
        return true;
      }
    }
    return false;
  }

  private static long minutes(LocalTime time) {
    return time.toSecondOfDay() / 60;
  }
}
