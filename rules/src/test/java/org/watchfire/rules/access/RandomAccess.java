package org.watchfire.rules.access;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.watchfire.rules.alert.Bilingual;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Departments;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;
import org.watchfire.rules.sigma.IpNetwork;

/** A small world in which everything meets often: few values, so that policies overlap. */
final class RandomAccess {
  static final Departments TREE =
      Departments.of(
          Map.of("city", "", "finance", "city", "budget", "finance", "archive", "city", "x", "y"));

  private static final List<String> ROLES = List.of("clerk", "auditor", "dba");
  private static final List<String> DEPARTMENTS =
      List.of("city", "finance", "budget", "archive", "alone");
  private static final List<String> SCOPES = List.of("a", "b");
  private static final List<String> KINDS = List.of("share", "database", "api");
  private static final List<String> TAGS = List.of("personal", "open", "health");
  private static final List<String> PURPOSES = List.of("audit", "service");
  private static final List<String> NETWORKS = List.of("10.0.0.0/8", "10.1.0.0/16", "fd00::/8");
  private static final List<String> ADDRESSES =
      List.of("10.1.2.3", "10.2.2.3", "8.8.8.8", "fd00::1");
  private static final List<String> PLACES =
      List.of(
          "path:/srv/a/**",
          "path:/srv/a/x",
          "path:/srv/*/x",
          "path:/srv/b*/**",
          "db:hr",
          "db:hr.public.pay",
          "url:oa.example/pay/**");
  private static final List<String> FIELDS = List.of("name", "phone", "id");
  private static final List<String> FILTERS = List.of("", "", "user.name:a", "user.name:b");
  private static final Instant NOON = Instant.parse("2026-11-18T04:00:00Z");

  private final Random random;

  RandomAccess(long seed) {
    this.random = new Random(seed);
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> Set<T> some(List<T> values, int percent) {
    Set<T> some = new HashSet<>();
    if (chance(percent)) {
      some.add(one(values));
      if (chance(40)) {
        some.add(one(values));
      }
    }
    return some;
  }

  Person person(String id) {
    Map<String, Set<String>> attributes = new HashMap<>();
    if (chance(50)) {
      attributes.put("employment", Set.of(chance(50) ? "staff" : "contract"));
    }
    return new Person(
        id,
        id,
        Set.of("acc-" + id.charAt(id.length() - 1)),
        chance(10) ? "" : one(DEPARTMENTS),
        random.nextInt(7),
        some(SCOPES, 70),
        chance(90) ? Person.Status.ACTIVE : Person.Status.SUSPENDED,
        false,
        some(ROLES, 80),
        attributes);
  }

  Asset asset(String id) {
    List<Selector> places = new ArrayList<>();
    for (String place : some(PLACES, 80)) {
      places.add(Selector.parse(place).orElseThrow());
    }
    boolean graded = chance(85);
    return new Asset(
        id,
        id,
        one(KINDS),
        places,
        graded ? 1 + random.nextInt(5) : Asset.PRESUMED_RANK,
        some(SCOPES, 20),
        some(DEPARTMENTS, 30),
        null,
        some(TAGS, 70),
        graded);
  }

  AccessPolicy policy(String id) {
    return policy(id, chance(25) ? Effect.DENY : Effect.ALLOW);
  }

  AccessPolicy policy(String id, Effect effect) {
    return new AccessPolicy(
        id,
        new Bilingual("策略 " + id, "Policy " + id),
        effect,
        subjects(),
        resources(),
        chance(15) ? EnumSet.allOf(AccessAction.class) : actions(),
        chance(50) ? Conditions.NONE : conditions(),
        effect == Effect.DENY || chance(40) ? Obligations.NONE : obligations());
  }

  private Set<AccessAction> actions() {
    Set<AccessAction> actions = EnumSet.noneOf(AccessAction.class);
    actions.add(chance(60) ? AccessAction.READ : AccessAction.EXPORT);
    if (chance(30)) {
      actions.add(AccessAction.WRITE);
    }
    return actions;
  }

  private Set<DepartmentScope> scopes(int percent) {
    Set<DepartmentScope> scopes = new HashSet<>();
    some(DEPARTMENTS, percent).forEach(d -> scopes.add(new DepartmentScope(d, chance(50))));
    return scopes;
  }

  private Subjects subjects() {
    return chance(20)
        ? Subjects.ANY
        : new Subjects(
            some(ROLES, 40),
            scopes(40),
            some(List.of("p1", "p2", "p3"), 15),
            some(List.of("acc-1", "acc-2"), 10),
            chance(20) ? Map.of("employment", Set.of("staff")) : Map.of());
  }

  private Resources resources() {
    Set<Selector> patterns = new HashSet<>();
    some(PLACES, 30).forEach(p -> patterns.add(Selector.parse(p).orElseThrow()));
    int min = 1 + random.nextInt(4);
    return chance(20)
        ? Resources.ANY
        : new Resources(
            some(KINDS, 30),
            some(List.of("a1", "a2", "a3"), 10),
            some(TAGS, 35),
            chance(30) ? new LevelRange(min, min + random.nextInt(3)) : LevelRange.ALL,
            patterns,
            scopes(20));
  }

  private Conditions conditions() {
    Set<TimeWindow> times = new HashSet<>();
    if (chance(30)) {
      times.add(
          new TimeWindow(
              some(List.of(DayOfWeek.values()), 50),
              LocalTime.of(random.nextInt(24), 0),
              LocalTime.of(random.nextInt(24), 30),
              ZoneId.of(chance(50) ? "Asia/Shanghai" : "Z")));
    }
    Set<IpNetwork> networks = new HashSet<>();
    some(NETWORKS, 30).forEach(n -> networks.add(IpNetwork.parse(n).orElseThrow()));
    return new Conditions(
        some(PURPOSES, 30),
        times,
        networks,
        chance(20) ? Duration.ofMinutes(15) : null,
        chance(15),
        chance(15) ? NOON.minus(Duration.ofDays(random.nextInt(3))) : null,
        chance(15) ? NOON.plus(Duration.ofDays(1 + random.nextInt(3))) : null);
  }

  private Obligations obligations() {
    return new Obligations(
        some(FIELDS, 60), one(FILTERS), chance(20), chance(20), some(List.of("owner", "head"), 30));
  }

  AccessPolicySet set(int policies) {
    List<AccessPolicy> all = new ArrayList<>();
    for (int i = 0; i < policies; i++) {
      all.add(policy("p-" + i));
    }
    return new AccessPolicySet(1, "", "default", all);
  }

  /** The set with some policies left out, replaced and added. */
  AccessPolicySet changed(AccessPolicySet set) {
    List<AccessPolicy> all = new ArrayList<>();
    for (AccessPolicy p : set.policies()) {
      if (chance(80)) {
        all.add(p);
      } else if (chance(50)) {
        all.add(policy(p.id()));
      }
    }
    all.add(policy("new"));
    return set.next(all);
  }

  AccessContext context() {
    return new AccessContext(
        chance(80) ? NOON.plus(Duration.ofMinutes(random.nextInt(6_000) - 3_000)) : null,
        chance(60) ? one(PURPOSES) : null,
        chance(70) ? one(ADDRESSES) : null,
        chance(50) ? Duration.ofMinutes(random.nextInt(30)) : null,
        chance(50) ? "case-1" : null);
  }

  AccessRequest request(List<Person> persons, List<Asset> assets) {
    Person person = chance(3) ? null : one(persons);
    Asset asset = chance(3) ? Asset.unknown("elsewhere") : one(assets);
    Selector target =
        chance(30) ? Selector.parse(one(PLACES).replace("**", "f")).orElseThrow() : null;
    return new AccessRequest(person, asset, target, one(List.of(AccessAction.values())), context());
  }

  /** A request of which some claim a right for an emergency, not always one that is about it. */
  AccessRequest emergency(List<Person> persons, List<Asset> assets) {
    AccessRequest r = request(persons, assets);
    if (chance(60)) {
      return r;
    }
    Person holder = r.person() != null && chance(85) ? r.person() : one(persons);
    Set<String> named = new HashSet<>(Set.of(chance(85) ? r.asset().id() : one(assets).id()));
    named.add(one(assets).id());
    Instant from = NOON.plus(Duration.ofMinutes(random.nextInt(6_000) - 4_000));
    EmergencyGrant grant =
        new EmergencyGrant(
            "g", holder.id(), named, from, from.plus(Duration.ofMinutes(random.nextInt(6_000))));
    AccessAction action = chance(50) ? AccessAction.READ : r.action();
    return new AccessRequest(r.person(), r.asset(), r.target(), action, r.context(), grant);
  }

  List<Person> persons(int count) {
    List<Person> persons = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      persons.add(person("p" + i));
    }
    return persons;
  }

  List<Asset> assets(int count) {
    List<Asset> assets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      assets.add(asset("a" + i));
    }
    return assets;
  }

  boolean coin() {
    return random.nextBoolean();
  }
}
