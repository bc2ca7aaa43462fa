package org.watchfire.rules.inspect;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The same text with sensitive values hidden: every value of {@link Band#MEDIUM} confidence or
 * more, and every id and card whose check digit agrees, even where nothing else speaks for it.
 * Marks stay readable. Thread-safe.
 *
 * <p>An id becomes {@code 110***********12}, a card {@code 6222****0123}, a phone {@code
 * 138****5678}.
 */
public final class Masker {
  private final Inspector inspector;

  public Masker(Inspector inspector) {
    this.inspector = requireNonNull(inspector, "inspector");
  }

  /** The masked text; the same object when there was nothing to hide. */
  public CharSequence mask(CharSequence text) {
    return replace(text, Inspector.hidden(inspector.candidates(text, MarkScan.HEADER)));
  }

  /** Puts the masked form in place of each hit. */
  static CharSequence replace(CharSequence text, List<Hit> hidden) {
    if (hidden.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (Hit hit : hidden) {
      out.append(text, from, hit.start()).append(hit.masked());
      from = hit.end();
    }
    return out.append(text, from, text.length());
  }
}
