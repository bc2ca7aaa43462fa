package org.watchfire.rules.sigma;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a rule says about itself, with the {@code watchfire:} extension folded in.
 *
 * @param id Sigma {@code id}; a rule without one gets an id derived from its title
 * @param version first 12 hex digits of the SHA-256 of the document's content (layout and comments
 *     do not count)
 * @param name Sigma {@code name}, by which correlations may refer to the rule; empty when absent
 * @param titleZh Chinese title; the English one when the rule has none
 * @param descriptionZh the English one when the rule has none
 * @param falsePositivesZh each of {@code falsePositives}, in their order; they themselves when the
 *     rule has none
 * @param reasonEn text with {@code {field}} places; empty when the rule has none
 * @param entityField field that names the alert's entity; empty = the default order
 * @param window episode window
 */
public record RuleHeader(
    String id,
    String version,
    String name,
    String title,
    String titleZh,
    String description,
    String descriptionZh,
    String status,
    Severity severity,
    List<String> references,
    List<String> tags,
    List<String> falsePositives,
    List<String> falsePositivesZh,
    String author,
    String date,
    String reasonEn,
    String reasonZh,
    String entityField,
    Duration window) {

  /**
   * ATT&amp;CK technique ids from the tags, upper case: {@code attack.t1110.001} gives {@code
   * T1110.001}.
   */
  public List<String> techniques() {
    return tags.stream()
        .map(t -> t.toLowerCase(Locale.ROOT))
        .filter(t -> t.matches("attack\\.t\\d{4}(\\.\\d{3})?"))
        .map(t -> t.substring("attack.".length()).toUpperCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  /**
   * ATT&amp;CK tactics from the tags: {@code attack.credential-access} gives {@code
   * credential-access}.
   */
  public List<String> tactics() {
    return tags.stream()
        .map(t -> t.toLowerCase(Locale.ROOT))
        .filter(t -> t.startsWith("attack.") && !t.matches("attack\\.[tgs]\\d{4}.*"))
        .map(t -> t.substring("attack.".length()).replace('_', '-'))
        .distinct()
        .toList();
  }
}
