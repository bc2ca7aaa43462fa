package org.watchfire.rules.access;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.access.AccessPolicyException.Problem;
import org.watchfire.rules.alert.Bilingual;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * Reads policy sets, strictly: unknown members, empty lists, double ids, wrong types and a policy
 * that says for nobody or nothing whom and what it is about are refused, each with its path. The
 * form is in docs/access-policy.md. Thread-safe.
 */
public final class AccessPolicyReader {
  /** Most policies of a set. */
  public static final int MAX_POLICIES = 20_000;

  private static final int MAX_NAME = 200;
  private static final int MAX_FILTER = 2_000;
  private static final int HASH = 64;
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Pattern FIELD = Pattern.compile("[A-Za-z@_][A-Za-z0-9_@.-]{0,199}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{" + HASH + "}");

  private static final String INSTANT = "a time with its offset such as 2026-01-01T00:00:00+08:00";

  private final LevelScheme levels;
  private final Function<String, Optional<String>> rowFilterProblem;

  private AccessPolicyReader(
      LevelScheme levels, Function<String, Optional<String>> rowFilterProblem) {
    this.levels = levels;
    this.rowFilterProblem = rowFilterProblem;
  }

  /**
   * For what people write.
   *
   * @param levels ranks must be of this scheme
   * @param rowFilterProblem says what is wrong with a row filter, empty when nothing is; the query
   *     language is the audit store's
   */
  public static AccessPolicyReader ofDrafts(
      LevelScheme levels, Function<String, Optional<String>> rowFilterProblem) {
    return new AccessPolicyReader(levels, rowFilterProblem);
  }

  /** For what was published and signed: who reads it need not know levels or query language. */
  public static AccessPolicyReader ofPublished() {
    return new AccessPolicyReader(null, filter -> Optional.empty());
  }

  /**
   * @throws AccessPolicyException with every problem, when there is one
   */
  public AccessPolicySet read(byte[] json) throws AccessPolicyException {
    try {
      return read(Json.parseObject(json));
    } catch (JsonFormatException e) {
      throw new AccessPolicyException(List.of(new Problem("", e.getMessage())));
    }
  }

  /**
   * The set in a signed object of type {@link AccessPolicySet#TYPE}; both carry the same version.
   *
   * @throws AccessPolicyException when it is none
   */
  public AccessPolicySet read(PolicyObject object) throws AccessPolicyException {
    AccessPolicySet set = read(object.body());
    if (set.version() != object.version()) {
      throw new AccessPolicyException(
          List.of(
              new Problem(
                  "version",
                  "the set has version " + set.version() + ", its object " + object.version())));
    }
    return set;
  }

  /**
   * @param tree as {@link AccessPolicySet#tree} gives it
   * @throws AccessPolicyException with every problem, when there is one
   */
  public AccessPolicySet read(Map<String, Object> tree) throws AccessPolicyException {
    List<Problem> problems = new ArrayList<>();
    PolicyNode root = new PolicyNode("", tree, problems);
    String format = root.text("format", MAX_NAME, null);
    if (problems.isEmpty() && !format.equals(AccessPolicySet.FORMAT)) {
      root.problem("format", "expected " + AccessPolicySet.FORMAT);
    }
    long version = root.number("version", 1, 1L << 52, 0);
    String previous = previous(root, version);
    String scheme = root.text("scheme", MAX_NAME, null);
    if (levels != null && !scheme.isEmpty() && !scheme.equals(levels.id())) {
      root.problem("scheme", "the level scheme is '" + levels.id() + "'");
    }
    List<AccessPolicy> policies = policies(root);
    root.end();
    if (!problems.isEmpty()) {
      throw new AccessPolicyException(problems);
    }
    return new AccessPolicySet(version, previous, scheme, policies);
  }

  private static String previous(PolicyNode root, long version) {
    if (version == 1) {
      String text = root.read("previous_hash", Optional::of, "nothing", "");
      if (!text.isEmpty()) {
        root.problem("previous_hash", "version 1 follows no other");
      }
      return "";
    }
    if (!root.has("previous_hash")) {
      root.problem("previous_hash", "expected the hash of the version before");
    }
    return root.read(
        "previous_hash",
        matching(HEX),
        "the hash of the version before, " + HASH + " hexadecimal digits",
        "");
  }

  private List<AccessPolicy> policies(PolicyNode root) {
    List<PolicyNode> nodes = root.has("policies") ? root.objects("policies") : List.of();
    if (!root.has("policies")) {
      root.problem("policies", "expected a list of policies");
    }
    List<AccessPolicy> policies = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (PolicyNode node : nodes) {
      policy(node)
          .ifPresent(
              policy -> {
                if (!ids.add(policy.id())) {
                  node.problem("id", "another policy has the id '" + policy.id() + "'");
                }
                policies.add(policy);
              });
    }
    return policies;
  }

  /**
   * Empty when a part is so wrong that no policy can be made of it; the problem is written down.
   */
  private Optional<AccessPolicy> policy(PolicyNode node) {
    String id = node.read("id", matching(ID), "an id of a-z, 0-9, '.', '_', '-'", "");
    if (!node.has("id")) {
      node.problem("id", "expected an id");
    }
    PolicyNode titles = node.object("title");
    Bilingual title =
        new Bilingual(titles.text("zh", MAX_NAME, null), titles.text("en", MAX_NAME, null));
    titles.end();
    Effect effect = effect(node);
    Subjects subjects = subjects(node.object("subjects"));
    Resources resources = resources(node.object("resources"));
    Set<AccessAction> actions = actions(node);
    Conditions conditions = conditions(node.object("conditions"));
    Obligations obligations = obligations(node.object("obligations"));
    node.end();
    if (effect == Effect.DENY && !obligations.equals(Obligations.NONE)) {
      node.problem("obligations", "a deny asks nothing in return; leave it out");
      return Optional.empty();
    }
    return actions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AccessPolicy(
                id, title, effect, subjects, resources, actions, conditions, obligations));
  }

  private static Effect effect(PolicyNode node) {
    if (!node.has("effect")) {
      node.problem("effect", "expected allow or deny");
    }
    return node.read(
        "effect",
        text ->
            switch (text) {
              case "allow" -> Optional.of(Effect.ALLOW);
              case "deny" -> Optional.of(Effect.DENY);
              default -> Optional.empty();
            },
        "allow or deny",
        Effect.DENY);
  }

  private static Set<AccessAction> actions(PolicyNode node) {
    String expected = "an action (" + actionWords() + ") or '*' alone";
    Set<String> words = node.texts("actions", MAX_NAME);
    if (words.equals(Set.of("*"))) {
      return EnumSet.allOf(AccessAction.class);
    }
    Set<AccessAction> actions = EnumSet.noneOf(AccessAction.class);
    for (String word : words) {
      AccessAction.of(word)
          .ifPresentOrElse(
              actions::add,
              () -> node.problem("actions", "expected " + expected + ", found '" + word + "'"));
    }
    if (words.isEmpty()) {
      node.problem("actions", "expected at least one action");
    }
    return actions;
  }

  private static String actionWords() {
    List<String> words = new ArrayList<>();
    for (AccessAction action : AccessAction.values()) {
      words.add(action.text());
    }
    return String.join(", ", words);
  }

  private static Subjects subjects(PolicyNode node) {
    boolean any = node.flag("any");
    PolicyNode attributes = node.object("attributes");
    Map<String, Set<String>> values = new HashMap<>();
    for (String name : attributes.names()) {
      if (!PolicyNode.isText(name, MAX_NAME)) {
        attributes.problem("", "an attribute has a name of 1 to " + MAX_NAME + " characters");
      }
      values.put(name, attributes.texts(name, MAX_NAME));
    }
    Subjects subjects =
        new Subjects(
            node.texts("roles", MAX_NAME),
            departments(node),
            node.texts("persons", MAX_NAME),
            node.values(
                "accounts",
                text ->
                    PolicyNode.isText(text, MAX_NAME)
                        ? Optional.of(Person.account(text)).filter(a -> !a.isBlank())
                        : Optional.empty(),
                "an account name"),
            values);
    anyOrSome(node, any, subjects.any(), "everybody is meant");
    node.end();
    return subjects;
  }

  private static void anyOrSome(PolicyNode node, boolean any, boolean empty, String meaning) {
    if (empty && !any) {
      node.problem("", "names nobody and nothing; write \"any\": true if " + meaning);
    } else if (any && !empty) {
      node.problem("any", "must stand alone");
    }
  }

  private static Set<DepartmentScope> departments(PolicyNode node) {
    Set<DepartmentScope> scopes = new HashSet<>();
    for (PolicyNode one : node.objects("departments")) {
      scopes.add(new DepartmentScope(one.text("id", MAX_NAME, null), one.flag("subtree")));
      one.end();
    }
    return scopes;
  }

  private Resources resources(PolicyNode node) {
    boolean any = node.flag("any");
    Resources resources =
        new Resources(
            node.texts("kinds", MAX_NAME),
            node.texts("ids", MAX_NAME),
            node.texts("tags", MAX_NAME),
            levels(node),
            node.values(
                "patterns",
                text ->
                    PolicyNode.isText(text, MAX_FILTER)
                        ? Selector.parse(text).filter(s -> !s.segments().isEmpty())
                        : Optional.empty(),
                "a selector path:/…, db:…, url:… or host:…"),
            departments(node));
    anyOrSome(node, any, resources.any(), "everything is meant");
    node.end();
    return resources;
  }

  private LevelRange levels(PolicyNode node) {
    if (!node.has("levels")) {
      return LevelRange.ALL;
    }
    PolicyNode range = node.object("levels");
    long min = rank(range, "min", LevelRange.LOWEST);
    long max = rank(range, "max", LevelRange.HIGHEST);
    range.end();
    if (min > max) {
      range.problem("max", "is below min");
      return LevelRange.ALL;
    }
    return new LevelRange((int) min, (int) max);
  }

  private long rank(PolicyNode range, String name, long otherwise) {
    long rank = range.number(name, LevelRange.LOWEST, LevelRange.HIGHEST, otherwise);
    if (range.has(name) && levels != null && levels.byRank((int) rank).isEmpty()) {
      range.problem(name, "the level scheme has no level of rank " + rank);
    }
    return rank;
  }

  private static Conditions conditions(PolicyNode node) {
    Set<TimeWindow> times = new HashSet<>();
    for (PolicyNode one : node.objects("times")) {
      time(one).ifPresent(times::add);
    }
    Set<String> purposes = node.texts("purposes", MAX_NAME);
    Set<IpNetwork> networks =
        node.values("networks", IpNetwork::parse, "a network such as 10.0.0.0/8");
    Duration mfa =
        node.read("mfa_within", AccessPolicyReader::age, "a duration such as PT15M", null);
    boolean needsCase = node.flag("case_required");
    Instant from = node.read("valid_from", AccessPolicyReader::instant, INSTANT, null);
    Instant until = node.read("valid_until", AccessPolicyReader::instant, INSTANT, null);
    node.end();
    if (from != null && until != null && !from.isBefore(until)) {
      node.problem("valid_until", "is not after valid_from");
      until = null;
    }
    return new Conditions(purposes, times, networks, mfa, needsCase, from, until);
  }

  private static Optional<TimeWindow> time(PolicyNode node) {
    Set<DayOfWeek> days =
        node.values("days", AccessPolicyReader::day, "mon, tue, wed, thu, fri, sat or sun");
    LocalTime from = node.read("from", AccessPolicyReader::clock, "a time such as 08:00", null);
    LocalTime to = node.read("to", AccessPolicyReader::clock, "a time such as 18:00", null);
    ZoneId zone = node.read("zone", AccessPolicyReader::zone, "a zone such as Asia/Shanghai", null);
    for (String name : List.of("from", "to", "zone")) {
      if (!node.has(name)) {
        node.problem(name, "must be given");
      }
    }
    node.end();
    return from == null || to == null || zone == null
        ? Optional.empty()
        : Optional.of(new TimeWindow(days, from, to, zone));
  }

  private static Optional<DayOfWeek> day(String text) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (TimeWindow.dayText(day).equals(text)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private static Optional<LocalTime> clock(String text) {
    return parsed(text, t -> t.length() == 5 ? LocalTime.parse(t) : null);
  }

  private static Optional<ZoneId> zone(String text) {
    return parsed(text, ZoneId::of);
  }

  private static Optional<Instant> instant(String text) {
    return parsed(text, t -> OffsetDateTime.parse(t).toInstant());
  }

  private static Optional<Duration> age(String text) {
    return parsed(text, Duration::parse)
        .filter(d -> !d.isZero() && !d.isNegative() && d.toDays() <= 366);
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> form) {
    try {
      return Optional.ofNullable(form.apply(text));
    } catch (DateTimeException | ArithmeticException notThat) {
      return Optional.empty();
    }
  }

  private Obligations obligations(PolicyNode node) {
    Set<String> mask = node.values("mask", matching(FIELD), "the name of a field");
    String filter = node.text("row_filter", MAX_FILTER, "");
    if (!filter.isEmpty()) {
      rowFilterProblem.apply(filter).ifPresent(why -> node.problem("row_filter", why));
    }
    Obligations obligations =
        new Obligations(
            mask,
            filter,
            node.flag("justification"),
            node.flag("watermark"),
            node.texts("notify", MAX_NAME));
    node.end();
    return obligations;
  }

  private static Function<String, Optional<String>> matching(Pattern pattern) {
    return text -> pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
