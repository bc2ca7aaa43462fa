package org.watchfire.rules.access;

/**
 * How somebody stands to something under one set, asked of the evaluator.
 *
 * @param policy the policy that decides, empty when none does
 */
record Standing(Verdict verdict, String policy) {
  static Standing of(AccessEvaluator evaluator, AccessRequest request) {
    Decision sure = evaluator.decide(request, Presumption.STRICT);
    if (sure.allowed()) {
      return new Standing(Verdict.ALLOWED, sure.policyId());
    }
    Decision possible = evaluator.decide(request, Presumption.LENIENT);
    return new Standing(
        possible.allowed() ? Verdict.CONDITIONAL : Verdict.DENIED, possible.policyId());
  }
}
