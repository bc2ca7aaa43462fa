package org.watchfire.store.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void whatSteersIsShownAndTheRestStays() {
    assertThat(Printable.of("烽燧 — ok\n2026 INFO forged\u001b[2J\u202e\u2028", 100))
        .isEqualTo("烽燧 — ok\\u000a2026 INFO forged\\u001b[2J\\u202e\\u2028");
    assertThat(Printable.of("abcdef", 3)).isEqualTo("abc…");
  }

  @Property
  void nothingBeginsALineOrSteers(@ForAll String text) {
    assertThat(Printable.of(text, 1000).codePoints().map(Character::getType))
        .doesNotContain(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);
  }
}
