package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.rules.alert.Bilingual;

/**
 * A decision and the steps that led to it.
 *
 * @param labels what the comparison of status and labels came to
 * @param emergency whether the right for an emergency that the request claims is about it; null
 *     when it claims none
 * @param judgements the policies that were tested, in the order of testing; none when status or
 *     labels forbade
 */
public record Explanation(
    AccessRequest request,
    Presumption presumption,
    Decision decision,
    Step labels,
    Step emergency,
    List<Judgement> judgements) {

  /**
   * One thing that was looked at.
   *
   * @param expected what it should be
   * @param observed what it is, empty when not known
   */
  public record Step(Facet facet, Truth truth, String expected, String observed) {
    public Bilingual text() {
      String zh =
          facet.zh()
              + switch (truth) {
                case TRUE -> "：符合";
                case FALSE -> "：不符合";
                case UNKNOWN -> "：未知";
              };
      String en =
          facet.en()
              + switch (truth) {
                case TRUE -> ": holds";
                case FALSE -> ": does not hold";
                case UNKNOWN -> ": not known";
              };
      return new Bilingual(
          zh + "（要求 " + expected + "，实际 " + (observed.isEmpty() ? "未知" : observed) + "）",
          en
              + " (asked "
              + expected
              + ", found "
              + (observed.isEmpty() ? "unknown" : observed)
              + ")");
    }

    Map<String, Object> tree() {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("facet", facet.text());
      tree.put("result", truth.name().toLowerCase(Locale.ROOT));
      tree.put("expected", expected);
      tree.put("observed", observed);
      tree.put("text", texts(text()));
      return tree;
    }
  }

  /**
   * One policy that was tested.
   *
   * @param steps up to the first that failed
   */
  public record Judgement(AccessPolicy policy, List<Step> steps, Truth truth, boolean applies) {
    /** Whether person, asset and action are what the policy is about, whatever the conditions. */
    public boolean about() {
      return steps.stream()
          .noneMatch(s -> s.truth() == Truth.FALSE && !s.facet().ofCircumstances());
    }
  }

  public Explanation {
    judgements = List.copyOf(judgements);
  }

  /** What the request would have to say for an allow to apply that now does not: facets unknown. */
  public Set<Facet> missing() {
    Set<Facet> missing = new TreeSet<>();
    for (Judgement j : judgements) {
      if (j.policy().effect() == Effect.ALLOW && j.truth() == Truth.UNKNOWN && !j.applies()) {
        j.steps().stream()
            .filter(s -> s.truth() == Truth.UNKNOWN)
            .forEach(s -> missing.add(s.facet()));
      }
    }
    return missing;
  }

  /** One sentence in both languages. */
  public Bilingual summary() {
    String who = request.person() == null ? "?" : request.person().name();
    String what = request.asset().name();
    ReasonCode reason = decision.reason();
    String by = decision.policyId().isEmpty() ? "" : decision.policyId();
    return new Bilingual(
        who
            + (decision.allowed() ? " 可以" : " 不可以")
            + request.action().zh()
            + "“"
            + what
            + "”："
            + reason.zh()
            + (by.isEmpty() ? "" : "（" + by + "，策略集第 " + decision.setVersion() + " 版）"),
        who
            + (decision.allowed() ? " may " : " may not ")
            + request.action().text()
            + " "
            + what
            + ": "
            + reason.en()
            + (by.isEmpty() ? "" : " (" + by + ", set version " + decision.setVersion() + ")"));
  }

  /**
   * As JSON for the console.
   *
   * @param all whether policies that are not about this request are listed too
   */
  public Map<String, Object> tree(boolean all) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("allowed", decision.allowed());
    tree.put("reason", decision.reason().text());
    tree.put("summary", texts(summary()));
    tree.put("policy", decision.policyId());
    tree.put("policies", decision.policies());
    tree.put("set_version", decision.setVersion());
    tree.put("duties", duties());
    tree.put("missing", missing().stream().map(Facet::text).toList());
    tree.put("labels", labels.tree());
    if (emergency != null) {
      tree.put("emergency_grant", request.grant().id());
      tree.put("emergency", emergency.tree());
    }
    List<Object> listed = new ArrayList<>();
    for (Judgement j : judgements) {
      if (all || j.about()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("policy", j.policy().id());
        one.put("title", texts(j.policy().title()));
        one.put("effect", j.policy().effect().text());
        one.put("applies", j.applies());
        one.put("steps", j.steps().stream().map(Step::tree).toList());
        listed.add(one);
      }
    }
    tree.put("policies_tested", (long) judgements.size());
    tree.put("judgements", listed);
    return tree;
  }

  private Map<String, Object> duties() {
    Duties d = decision.duties();
    Map<String, Object> tree = new LinkedHashMap<>();
    List<Object> views = new ArrayList<>();
    for (Duties.View view : d.views()) {
      views.add(
          Map.of(
              "row_filter",
              view.rowFilter(),
              "mask",
              List.copyOf(new TreeSet<>(view.maskFields()))));
    }
    tree.put("views", views);
    tree.put("justification", d.justification());
    tree.put("watermark", d.watermark());
    tree.put("notify", List.copyOf(new TreeSet<>(d.notified())));
    return tree;
  }

  private static Map<String, Object> texts(Bilingual b) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("zh", b.zh());
    tree.put("en", b.en());
    return tree;
  }
}
