package org.watchfire.rules.tool;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessPolicy;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.Conditions;
import org.watchfire.rules.access.DepartmentScope;
import org.watchfire.rules.access.Effect;
import org.watchfire.rules.access.LevelRange;
import org.watchfire.rules.access.Obligations;
import org.watchfire.rules.access.Resources;
import org.watchfire.rules.access.Subjects;
import org.watchfire.rules.access.TimeWindow;
import org.watchfire.rules.alert.Bilingual;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Departments;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * A made-up city administration to measure with: 30 bureaus of 10 offices, 40 roles, 60 tags, 12
 * need-to-know scopes. The same seed gives the same people, assets, policies and requests.
 */
public final class AccessWorld {
  private static final int BUREAUS = 30;
  private static final int OFFICES = 10;
  private static final int ROLES = 40;
  private static final int TAGS = 60;
  private static final int SCOPES = 12;
  private static final List<String> KINDS =
      List.of("share", "path", "database", "api", "host", "system");
  private static final List<String> PURPOSES =
      List.of("service", "audit", "inspection", "case-handling", "statistics");
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOON = Instant.parse("2026-03-04T04:00:00Z");

  private final Random random;

  public AccessWorld(long seed) {
    this.random = new Random(seed);
  }

  static Departments departments() {
    return Departments.of(parents());
  }

  /** The parent of each department; {@code city} is over all and has none. */
  public static Map<String, String> parents() {
    Map<String, String> parents = new TreeMap<>();
    for (int b = 0; b < BUREAUS; b++) {
      parents.put("b" + b, "city");
      for (int o = 0; o < OFFICES; o++) {
        parents.put("b" + b + "-o" + o, "b" + b);
      }
    }
    return parents;
  }

  private String office() {
    return "b" + random.nextInt(BUREAUS) + "-o" + random.nextInt(OFFICES);
  }

  private Set<String> few(String prefix, int kinds, int most) {
    Set<String> few = new HashSet<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      few.add(prefix + random.nextInt(kinds));
    }
    return few;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  public List<Person> people(int count) {
    List<Person> people = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Set<String> roles = few("r", ROLES, 2);
      roles.add("staff");
      people.add(
          new Person(
              "p" + i,
              "p" + i,
              Set.of("a" + i),
              office(),
              1 + Math.min(5, (int) Math.abs(random.nextGaussian() * 2)),
              chance(15) ? few("s", SCOPES, 2) : Set.of(),
              chance(97) ? Person.Status.ACTIVE : Person.Status.LEFT,
              false,
              roles,
              Map.of("employment", Set.of(chance(85) ? "staff" : "contract"))));
    }
    return people;
  }

  public List<Asset> assets(int count) {
    List<Asset> assets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int bureau = random.nextInt(BUREAUS);
      assets.add(
          new Asset(
              "x" + i,
              "x" + i,
              KINDS.get(random.nextInt(KINDS.size())),
              List.of(Selector.parse("path:/srv/b" + bureau + "/x" + i + "/**").orElseThrow()),
              1 + random.nextInt(6),
              chance(10) ? few("s", SCOPES, 1) : Set.of(),
              chance(15) ? Set.of("b" + bureau + "-o" + random.nextInt(OFFICES)) : Set.of(),
              null,
              few("t", TAGS, 2),
              chance(95)));
    }
    return assets;
  }

  public AccessPolicySet set(int policies) {
    List<AccessPolicy> all = new ArrayList<>(policies);
    for (int i = 0; i < policies; i++) {
      all.add(policy("policy-" + i));
    }
    return new AccessPolicySet(1, "", "default", all);
  }

  /** The next version, with some percent of the policies replaced. */
  AccessPolicySet changed(AccessPolicySet set, int percent) {
    List<AccessPolicy> all = new ArrayList<>();
    set.policies().forEach(p -> all.add(chance(percent) ? policy(p.id()) : p));
    return set.next(all);
  }

  private AccessPolicy policy(String id) {
    boolean deny = chance(10);
    return new AccessPolicy(
        id,
        new Bilingual(id, id),
        deny ? Effect.DENY : Effect.ALLOW,
        subjects(),
        resources(),
        chance(20)
            ? EnumSet.of(AccessAction.READ, AccessAction.EXPORT)
            : EnumSet.of(AccessAction.LIST, AccessAction.READ),
        chance(50) ? conditions() : Conditions.NONE,
        deny || chance(50)
            ? Obligations.NONE
            : new Obligations(Set.of("person.phone"), "", chance(20), true, Set.of()));
  }

  private Subjects subjects() {
    Set<DepartmentScope> scopes =
        chance(60)
            ? Set.of(
                chance(70)
                    ? new DepartmentScope("b" + random.nextInt(BUREAUS), true)
                    : new DepartmentScope(office(), false))
            : Set.of();
    Set<String> roles =
        scopes.isEmpty() || chance(40) ? Set.of("r" + random.nextInt(ROLES)) : Set.of();
    return new Subjects(
        roles,
        scopes,
        Set.of(),
        Set.of(),
        chance(10) ? Map.of("employment", Set.of("staff")) : Map.of());
  }

  private Resources resources() {
    int least = 1 + random.nextInt(5);
    Set<Selector> places =
        chance(15)
            ? Set.of(Selector.parse("path:/srv/b" + random.nextInt(BUREAUS) + "/**").orElseThrow())
            : Set.of();
    return new Resources(
        chance(40) ? Set.of(KINDS.get(random.nextInt(KINDS.size()))) : Set.of(),
        Set.of(),
        places.isEmpty() ? Set.of("t" + random.nextInt(TAGS)) : Set.of(),
        chance(40) ? new LevelRange(least, Math.min(6, least + 2)) : LevelRange.ALL,
        places,
        Set.of());
  }

  private Conditions conditions() {
    return new Conditions(
        chance(40) ? Set.of(PURPOSES.get(random.nextInt(PURPOSES.size()))) : Set.of(),
        chance(40)
            ? Set.of(
                new TimeWindow(
                    EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                    LocalTime.of(8, 0),
                    LocalTime.of(18, 0),
                    ZONE))
            : Set.of(),
        chance(40) ? Set.of(IpNetwork.parse("10.0.0.0/8").orElseThrow()) : Set.of(),
        chance(20) ? Duration.ofMinutes(30) : null,
        chance(10),
        null,
        null);
  }

  List<AccessRequest> requests(int count, List<Person> people, List<Asset> assets) {
    List<AccessRequest> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(
          new AccessRequest(
              people.get(random.nextInt(people.size())),
              assets.get(random.nextInt(assets.size())),
              null,
              chance(80) ? AccessAction.READ : AccessAction.EXPORT,
              new AccessContext(
                  NOON.plusSeconds(random.nextInt(86_400)),
                  PURPOSES.get(random.nextInt(PURPOSES.size())),
                  "10.1." + random.nextInt(256) + "." + random.nextInt(256),
                  chance(70) ? Duration.ofMinutes(random.nextInt(60)) : null,
                  chance(20) ? "case-1" : null)));
    }
    return requests;
  }
}
