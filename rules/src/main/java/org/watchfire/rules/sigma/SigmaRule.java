package org.watchfire.rules.sigma;

/** One document of a rule file. */
public sealed interface SigmaRule permits DetectionRule, CorrelationRule, FilterRule {
  RuleHeader header();

  /** Name of the file it stands in. */
  String source();

  /** 1-based line of the document. */
  int line();
}
