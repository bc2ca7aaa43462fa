package org.watchfire.rules.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Coverage;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;
import org.watchfire.rules.sigma.IpNetwork;

/** The tests of one policy, cheap ones first. A part that asks nothing gives none. */
final class PolicyTests {
  private static final int MAX_SHOWN = 20;

  private final List<PolicyTest> tests = new ArrayList<>();

  private PolicyTests() {}

  static List<PolicyTest> of(AccessPolicy policy) {
    PolicyTests all = new PolicyTests();
    all.action(policy.actions());
    all.subjects(policy.subjects());
    all.resources(policy.resources());
    all.conditions(policy.conditions());
    return List.copyOf(all.tests);
  }

  private void add(
      Facet facet,
      Collection<?> expected,
      Function<Facts, Truth> holds,
      Function<Facts, String> observed) {
    if (!expected.isEmpty()) {
      tests.add(new PolicyTest(facet, shown(expected), holds, observed));
    }
  }

  private void action(Set<AccessAction> actions) {
    List<String> words = actions.stream().map(AccessAction::text).toList();
    add(Facet.ACTION, words, f -> Truth.of(actions.contains(f.action())), f -> f.action().text());
  }

  private void subjects(Subjects s) {
    add(
        Facet.ROLE,
        s.roles(),
        f -> Truth.of(known(f) && meet(s.roles(), f.person().roles())),
        f -> known(f) ? shown(f.person().roles()) : "");
    add(
        Facet.DEPARTMENT,
        s.departments().stream().map(DepartmentScope::text).toList(),
        f -> Truth.of(s.departments().stream().anyMatch(d -> d.holds(f.departments()))),
        f -> String.join(" < ", f.departments()));
    add(
        Facet.PERSON,
        Stream.concat(s.persons().stream(), s.accounts().stream()).toList(),
        f -> Truth.of(known(f) && isOne(s, f.person())),
        f -> known(f) ? f.person().id() : "");
    new TreeMap<>(s.attributes())
        .forEach(
            (name, values) ->
                add(
                    Facet.ATTRIBUTE,
                    values.stream().map(v -> name + "=" + v).toList(),
                    f -> Truth.of(known(f) && meet(values, attribute(f, name))),
                    f -> known(f) ? name + "=" + shown(attribute(f, name)) : ""));
    if (s.any()) {
      tests.add(
          new PolicyTest(
              Facet.PERSON, "*", f -> Truth.of(known(f)), f -> known(f) ? f.person().id() : ""));
    }
  }

  private static boolean known(Facts f) {
    return f.person() != null;
  }

  private static boolean isOne(Subjects s, Person person) {
    return s.persons().contains(person.id()) || meet(s.accounts(), person.accounts());
  }

  private static Set<String> attribute(Facts f, String name) {
    return f.person().attributes().getOrDefault(name, Set.of());
  }

  private void resources(Resources r) {
    add(
        Facet.KIND,
        r.kinds(),
        f -> Truth.of(r.kinds().contains(f.asset().kind())),
        f -> f.asset().kind());
    add(Facet.ASSET, r.ids(), f -> Truth.of(r.ids().contains(f.asset().id())), f -> f.asset().id());
    add(
        Facet.TAG,
        r.tags(),
        f -> Truth.of(meet(r.tags(), f.asset().tags())),
        f -> shown(f.asset().tags()));
    if (!r.levels().equals(LevelRange.ALL)) {
      tests.add(
          new PolicyTest(
              Facet.LEVEL,
              r.levels().text(),
              f -> level(r.levels(), f.asset()),
              f -> f.asset().graded() ? Integer.toString(f.asset().rank()) : ""));
    }
    add(
        Facet.OWNER,
        r.departments().stream().map(DepartmentScope::text).toList(),
        f ->
            Truth.of(
                f.owners().stream()
                    .anyMatch(owner -> r.departments().stream().anyMatch(d -> d.holds(owner)))),
        f -> shown(f.asset().departments()));
    add(
        Facet.PATTERN,
        r.patterns().stream().map(Selector::text).toList(),
        f -> place(r.patterns(), f),
        f -> shown(places(f).stream().map(Selector::text).toList()));
  }

  /** Of what nobody graded the level is presumed for labels, but not known. */
  private static Truth level(LevelRange range, Asset asset) {
    return asset.graded() ? Truth.of(range.contains(asset.rank())) : Truth.UNKNOWN;
  }

  private static List<Selector> places(Facts f) {
    return f.target() == null ? f.asset().selectors() : List.of(f.target());
  }

  /** All places covered: it holds. None touched: it does not. Anything between is not known. */
  private static Truth place(Set<Selector> patterns, Facts f) {
    boolean all = true;
    boolean none = true;
    for (Selector place : places(f)) {
      Coverage best = Coverage.NONE;
      for (Selector pattern : patterns) {
        Coverage one = pattern.covers(place);
        best = one.compareTo(best) > 0 ? one : best;
      }
      all &= best == Coverage.ALL;
      none &= best == Coverage.NONE;
    }
    return none ? Truth.FALSE : all ? Truth.TRUE : Truth.UNKNOWN;
  }

  private void conditions(Conditions c) {
    if (c.validFrom() != null || c.validUntil() != null) {
      tests.add(
          new PolicyTest(
              Facet.VALIDITY,
              c.validity(),
              f -> known(f.context().at(), at -> valid(c, at)),
              f -> text(f.context().at())));
    }
    add(
        Facet.PURPOSE,
        c.purposes(),
        f -> known(f.context().purpose(), c.purposes()::contains),
        f -> text(f.context().purpose()));
    add(
        Facet.TIME,
        c.times().stream().map(TimeWindow::text).toList(),
        f -> known(f.context().at(), at -> c.times().stream().anyMatch(t -> t.contains(at))),
        f -> text(f.context().at()));
    add(
        Facet.NETWORK,
        c.networks().stream().map(IpNetwork::toString).toList(),
        f -> known(f.context().sourceIp(), ip -> inOne(c.networks(), ip)),
        f -> text(f.context().sourceIp()));
    if (c.mfaWithin() != null) {
      tests.add(
          new PolicyTest(
              Facet.MFA,
              "<= " + c.mfaWithin(),
              f -> known(f.context().mfaAge(), age -> within(age, c.mfaWithin())),
              f -> text(f.context().mfaAge())));
    }
    if (c.caseRequired()) {
      tests.add(
          new PolicyTest(
              Facet.CASE,
              "*",
              f -> known(f.context().caseId(), id -> true),
              f -> text(f.context().caseId())));
    }
  }

  private static <T> Truth known(T value, Function<T, Boolean> holds) {
    return value == null ? Truth.UNKNOWN : Truth.of(holds.apply(value));
  }

  private static boolean valid(Conditions c, Instant at) {
    return (c.validFrom() == null || !at.isBefore(c.validFrom()))
        && (c.validUntil() == null || at.isBefore(c.validUntil()));
  }

  private static boolean inOne(Set<IpNetwork> networks, String ip) {
    for (IpNetwork network : networks) {
      if (network.contains(ip)) {
        return true;
      }
    }
    return false;
  }

  private static boolean within(Duration age, Duration limit) {
    return age.compareTo(limit) <= 0;
  }

  private static boolean meet(Set<String> a, Set<String> b) {
    return !Collections.disjoint(a, b);
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static String shown(Collection<?> values) {
    List<String> texts = values.stream().map(Object::toString).sorted().toList();
    return texts.size() <= MAX_SHOWN
        ? String.join(", ", texts)
        : String.join(", ", texts.subList(0, MAX_SHOWN)) + ", … (" + texts.size() + ")";
  }
}
