package org.watchfire.rules.alert;

import static java.util.Objects.requireNonNull;

/** One text in Chinese and English. */
public record Bilingual(String zh, String en) {
  public Bilingual {
    requireNonNull(zh, "zh");
    requireNonNull(en, "en");
  }
}
