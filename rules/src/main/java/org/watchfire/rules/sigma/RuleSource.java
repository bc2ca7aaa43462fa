package org.watchfire.rules.sigma;

import static java.util.Objects.requireNonNull;

/**
 * The text of one rule file.
 *
 * @param name how the file is named in messages, usually its path
 * @param text YAML, one or several documents
 */
public record RuleSource(String name, String text) {
  public RuleSource {
    requireNonNull(name, "name");
    requireNonNull(text, "text");
  }
}
