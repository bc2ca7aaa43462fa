package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.Directory.Touched;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.label.LabelCheck;

/**
 * Finds events in which somebody did what the published policies forbid, by the evaluator that
 * enforcement uses. Immutable, thread-safe.
 *
 * <p>What the log does not tell is presumed to have been in order ({@link Presumption#LENIENT}).
 * What status and labels forbid is {@link LabelCheck}'s to report and not repeated here. That no
 * policy allows an access is reported only for assets that some policy is about: a site that begins
 * with policies for its archive is not flooded with alerts about all the rest.
 */
public final class PolicyCheck {
  /** Before any set is published: nothing is reported. */
  public static final PolicyCheck NONE = new PolicyCheck(AccessEvaluator.ofNoPolicies(), "");

  private final AccessEvaluator evaluator;
  private final String setHash;

  private PolicyCheck(AccessEvaluator evaluator, String setHash) {
    this.evaluator = evaluator;
    this.setHash = setHash;
  }

  public static PolicyCheck of(AccessEvaluator evaluator) {
    return evaluator.version() == 0 ? NONE : new PolicyCheck(evaluator, evaluator.set().hash());
  }

  /** Version of the set, 0 when none is published. */
  public long version() {
    return evaluator.version();
  }

  /** Hash of the set, empty when none is published. */
  public String hash() {
    return setHash;
  }

  /** The breaches of one event, each policy once, for the strictest asset it is broken on. */
  public List<PolicyBreach> check(Event event, Directory directory) {
    if (evaluator.version() == 0) {
      return List.of();
    }
    String account = event.text(EcsFields.USER_NAME);
    String effective = event.text(EcsFields.USER_EFFECTIVE_NAME);
    Person person = LabelCheck.person(account, effective, directory);
    Optional<AccessAction> action = EventAccess.action(event);
    if (person == null || action.isEmpty()) {
      return List.of();
    }
    AccessContext context = EventAccess.context(event);
    List<PolicyBreach> breaches = new ArrayList<>();
    Set<String> policies = new HashSet<>();
    for (Touched touched : directory.touchedBy(event)) {
      for (Asset asset : touched.assets()) {
        AccessRequest request =
            new AccessRequest(person, asset, touched.target(), action.get(), context);
        breach(request, account == null ? effective : account, refused(event))
            .filter(b -> policies.add(b.explanation().decision().policyId()))
            .ifPresent(breaches::add);
      }
    }
    return breaches;
  }

  private static boolean refused(Event event) {
    return "failure".equals(event.text(EcsFields.EVENT_OUTCOME));
  }

  private Optional<PolicyBreach> breach(AccessRequest request, String account, boolean refused) {
    Decision decision = evaluator.decide(request, Presumption.LENIENT);
    if (decision.allowed()
        || decision.reason().mandatory()
        || decision.reason() == ReasonCode.NO_POLICY && !evaluator.governs(request)) {
      return Optional.empty();
    }
    AccessPolicy policy =
        decision.policyId().isEmpty() ? null : evaluator.set().policy(decision.policyId());
    return Optional.of(
        new PolicyBreach(
            account, evaluator.explain(request, Presumption.LENIENT), policy, setHash, refused));
  }
}
