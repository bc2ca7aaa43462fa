package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.watchfire.core.label.Label;
import org.watchfire.rules.label.BreachKind;

/** Writes the steps of one decision down. */
final class ExplanationTrace implements Trace {
  private final List<Explanation.Judgement> judgements = new ArrayList<>();
  private List<Explanation.Step> steps = new ArrayList<>();
  private Explanation.Step labels;
  private Explanation.Step emergency;

  @Override
  public void labels(Facts facts, Optional<BreachKind> forbidden) {
    labels =
        new Explanation.Step(
            Facet.STATUS_AND_LABEL,
            Truth.of(forbidden.isEmpty()),
            "active, " + text(facts.asset().label()) + (facts.asset().graded() ? "" : " (?)"),
            facts.person() == null
                ? ""
                : facts.person().status().text() + ", " + text(facts.person().label()));
  }

  private static String text(Label label) {
    return "level "
        + label.rank()
        + " "
        + new TreeSet<>(label.compartments())
        + " "
        + new TreeSet<>(label.departments());
  }

  @Override
  public void emergency(AccessRequest request, boolean covered) {
    EmergencyGrant grant = request.grant();
    emergency =
        new Explanation.Step(
            Facet.EMERGENCY,
            Truth.of(covered),
            grant.id()
                + ": "
                + grant.person()
                + ", "
                + new TreeSet<>(grant.assets())
                + ", "
                + grant.from()
                + " – "
                + grant.until(),
            (request.person() == null ? "?" : request.person().id())
                + ", "
                + request.asset().id()
                + ", "
                + request.action().text()
                + ", "
                + (request.context().at() == null ? "?" : request.context().at()));
  }

  @Override
  public void test(AccessPolicy policy, PolicyTest test, Truth truth, Facts facts) {
    steps.add(
        new Explanation.Step(test.facet(), truth, test.expected(), test.observed().apply(facts)));
  }

  @Override
  public void judged(AccessPolicy policy, Truth truth, boolean applies) {
    judgements.add(new Explanation.Judgement(policy, List.copyOf(steps), truth, applies));
    steps = new ArrayList<>();
  }

  Explanation explanation(AccessRequest request, Presumption presumption, Decision decision) {
    return new Explanation(request, presumption, decision, labels, emergency, judgements);
  }
}
