package org.watchfire.console.health;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What there is to say about a component.
 *
 * @param zh what the console says, in Chinese
 * @param en the same in English
 * @param ownWords what the component says about itself, or the library that speaks to it, as it
 *     came and in whatever language; empty when it says nothing
 */
public record Detail(String zh, String en, String ownWords) {
  public Detail {
    requireNonNull(zh, "zh");
    requireNonNull(en, "en");
    requireNonNull(ownWords, "ownWords");
  }

  /** A detail to which the component adds nothing. */
  public static Detail of(String zh, String en) {
    return new Detail(zh, en, "");
  }

  /**
   * One thing that is to be said of several parts.
   *
   * @param parts what each says itself, by its name
   */
  public static Detail of(String zh, String en, Map<String, String> parts) {
    return new Detail(
        zh + "：" + String.join("、", parts.keySet()),
        en + ": " + String.join(", ", parts.keySet()),
        parts.entrySet().stream()
            .map(part -> part.getKey() + ": " + part.getValue())
            .collect(Collectors.joining("; ")));
  }

  /** English, with the own words, for {@code /readyz} and logs. */
  public String line() {
    return ownWords.isEmpty() ? en : en + ": " + ownWords;
  }
}
