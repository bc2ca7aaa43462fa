package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.watchfire.rules.directory.Departments;
import org.watchfire.rules.label.BreachKind;
import org.watchfire.rules.label.LabelCheck;

/**
 * Decides requests by one policy set. Status and labels forbid before any policy is looked at; then
 * the first deny that applies decides; then the allows; and without one it is denied. Immutable,
 * thread-safe.
 *
 * <p>A right for an emergency lifts a clearance that is too low by one level, and stands in for an
 * allow; a deny is stronger.
 *
 * <p>{@link #decide} and {@link #explain} run the same steps on the same tests. They differ in
 * which policies are tested: explain tests all, decide those that an index cannot rule out.
 */
public final class AccessEvaluator {
  private final AccessPolicySet set;
  private final Departments departments;
  private final long version;
  private final List<AccessPolicy> policies;
  private final PolicyTest[][] tests;
  private final PolicyIndex index;
  private final int denies;

  private AccessEvaluator(AccessPolicySet set, long version, Departments departments) {
    this.set = set;
    this.version = version;
    this.departments = departments;
    List<AccessPolicy> ordered = new ArrayList<>(set.policies());
    // Denies first, each kind by id: the order in which policies are tested.
    ordered.sort(Comparator.comparing(p -> p.effect() == Effect.ALLOW));
    this.policies = List.copyOf(ordered);
    this.denies = (int) ordered.stream().filter(p -> p.effect() == Effect.DENY).count();
    this.tests = new PolicyTest[ordered.size()][];
    for (int i = 0; i < tests.length; i++) {
      tests[i] = PolicyTests.of(ordered.get(i)).toArray(PolicyTest[]::new);
    }
    this.index = new PolicyIndex(policies);
  }

  /**
   * @param departments which department is part of which
   */
  public static AccessEvaluator of(AccessPolicySet set, Departments departments) {
    return new AccessEvaluator(set, set.version(), departments);
  }

  /** Before any set is published: everything is denied, by version 0. */
  public static AccessEvaluator ofNoPolicies() {
    AccessPolicySet none = new AccessPolicySet(1, "", "", List.of());
    return new AccessEvaluator(none, 0, Departments.NONE);
  }

  /** The set it decides by; without policies when {@link #version} is 0. */
  public AccessPolicySet set() {
    return set;
  }

  /** Version of the set, 0 when none is published. */
  public long version() {
    return version;
  }

  /** The decision that enforcement obeys: what is not known speaks against access. */
  public Decision decide(AccessRequest request) {
    return decide(request, Presumption.STRICT);
  }

  public Decision decide(AccessRequest request, Presumption presumption) {
    return run(request, presumption, false, Trace.NONE);
  }

  /** The same decision with every step that led to it. */
  public Explanation explain(AccessRequest request, Presumption presumption) {
    ExplanationTrace trace = new ExplanationTrace();
    Decision decision = run(request, presumption, true, trace);
    return trace.explanation(request, presumption, decision);
  }

  /**
   * @param all whether to test every policy, not only those that the index finds
   */
  private Decision run(AccessRequest request, Presumption presumption, boolean all, Trace trace) {
    Facts facts = Facts.of(request, departments);
    Optional<BreachKind> forbidden = LabelCheck.forbids(request.person(), request.asset());
    trace.labels(facts, forbidden);
    boolean covered = request.grant() != null && request.grant().covers(request);
    if (request.grant() != null) {
      trace.emergency(request, covered);
    }
    boolean lifted = covered && forbidden.equals(Optional.of(BreachKind.CLEARANCE));
    if (forbidden.isPresent() && !lifted) {
      return Decision.denied(ReasonCode.of(forbidden.get()), "", version);
    }
    long[] candidates = all ? index.all() : index.candidates(facts);
    List<String> allowing = new ArrayList<>();
    List<Obligations> obligations = new ArrayList<>();
    for (int i = Bits.next(candidates, 0); i >= 0; i = Bits.next(candidates, i + 1)) {
      AccessPolicy policy = policies.get(i);
      Truth truth = judge(i, facts, trace);
      boolean applies = presumption.applies(policy.effect(), truth);
      trace.judged(policy, truth, applies);
      if (applies && i < denies) {
        return Decision.denied(ReasonCode.EXPLICIT_DENY, policy.id(), version);
      }
      if (applies) {
        allowing.add(policy.id());
        obligations.add(policy.obligations());
      }
    }
    if (lifted || (covered && allowing.isEmpty())) {
      return Decision.emergency(allowing, version);
    }
    if (allowing.isEmpty()) {
      return Decision.denied(ReasonCode.NO_POLICY, "", version);
    }
    return new Decision(
        true, ReasonCode.ALLOWED, allowing.get(0), allowing, version, Duties.of(obligations));
  }

  private Truth judge(int i, Facts facts, Trace trace) {
    Truth truth = Truth.TRUE;
    for (PolicyTest test : tests[i]) {
      Truth one = test.holds().apply(facts);
      trace.test(policies.get(i), test, one, facts);
      truth = truth.and(one);
      if (truth == Truth.FALSE) {
        return truth;
      }
    }
    return truth;
  }

  /**
   * Whether some policy of the set is about this asset by name, kind, tag, level, place or owner,
   * whoever asks and whatever for. One that is about every asset does not count.
   */
  public boolean governs(AccessRequest request) {
    Facts facts = Facts.of(request, departments);
    long[] candidates = index.all();
    index.narrowByResource(candidates, facts);
    for (int i = Bits.next(candidates, 0); i >= 0; i = Bits.next(candidates, i + 1)) {
      if (!policies.get(i).resources().any() && judge(i, facts, Facet::ofResource) == Truth.TRUE) {
        return true;
      }
    }
    return false;
  }

  // What the dry run groups persons, assets and circumstances by.

  int size() {
    return policies.size();
  }

  AccessPolicy policy(int i) {
    return policies.get(i);
  }

  Facts facts(AccessRequest request) {
    return Facts.of(request, departments);
  }

  /** The policies that are about this person. */
  long[] bySubject(Facts facts) {
    long[] bits = index.all();
    index.narrowBySubject(bits, facts);
    return only(bits, facts, Facet::ofSubject, Truth.TRUE);
  }

  /** The policies that are possibly about this asset, and those that are for sure. */
  List<long[]> byResource(Facts facts) {
    long[] maybe = index.all();
    index.narrowByResource(maybe, facts);
    long[] sure = maybe.clone();
    for (int i = Bits.next(maybe, 0); i >= 0; i = Bits.next(maybe, i + 1)) {
      Truth truth = judge(i, facts, Facet::ofResource);
      if (truth != Truth.TRUE) {
        Bits.clear(sure, i);
      }
      if (truth == Truth.FALSE) {
        Bits.clear(maybe, i);
      }
    }
    return List.of(maybe, sure);
  }

  /** The policies whose conditions hold in these circumstances, for sure or possibly. */
  long[] byCircumstances(Facts facts, Truth atLeast) {
    return only(index.all(), facts, Facet::ofCircumstances, atLeast);
  }

  /** The policies that are about this action; not to be changed. */
  long[] byAction(AccessAction action) {
    return index.byAction(action);
  }

  private long[] only(long[] bits, Facts facts, Predicate<Facet> facets, Truth atLeast) {
    for (int i = Bits.next(bits, 0); i >= 0; i = Bits.next(bits, i + 1)) {
      if (judge(i, facts, facets).compareTo(atLeast) < 0) {
        Bits.clear(bits, i);
      }
    }
    return bits;
  }

  private Truth judge(int i, Facts facts, Predicate<Facet> facets) {
    Truth truth = Truth.TRUE;
    for (PolicyTest test : tests[i]) {
      if (facets.test(test.facet())) {
        truth = truth.and(test.holds().apply(facts));
      }
    }
    return truth;
  }
}
