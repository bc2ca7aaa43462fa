package org.watchfire.console.approval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuites;

class ContentHashTest {
  private static final ContentHash INTL = new ContentHash(CryptoSuites.intl());

  @Property(tries = 300)
  void otherPartsAreAnotherHash(
      @ForAll @StringLength(max = 6) String a,
      @ForAll @StringLength(max = 6) String b,
      @ForAll @StringLength(max = 6) String c,
      @ForAll @StringLength(max = 6) String d) {
    boolean same = a.equals(c) && b.equals(d);
    // The border between two parts moves.
    assertThat(INTL.of("k", a, b, content("x")).equals(INTL.of("k", c, d, content("x"))))
        .isEqualTo(same);
    assertThat(INTL.of(a, "t", "{}", content(b)).equals(INTL.of(c, "t", "{}", content(d))))
        .isEqualTo(same);
  }

  @Example
  void theSameParametersAreTheSameText() {
    assertThat(canonical("{\"b\": 1, \"a\": [\"x\", null]}"))
        .isEqualTo(canonical("{ \"a\":[\"x\",null],\"b\":1 }"))
        .isNotEqualTo(canonical("{\"a\": [\"x\"], \"b\": 1}"));
    assertThatThrownBy(() -> canonical("[1]")).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> canonical("{\"a\": \"" + "x".repeat(256 << 10) + "\"}"))
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.status()).isEqualTo(413));
  }

  @Example
  void eachSuiteHasItsOwn() {
    assertThat(INTL.of("k", "t", "{}", content("x")))
        .hasSize(64)
        .isNotEqualTo(new ContentHash(CryptoSuites.sm()).of("k", "t", "{}", content("x")));
  }

  private static String canonical(String json) {
    return ContentHash.canonical(StrictJson.tree(json.getBytes(UTF_8)));
  }

  private static ApprovalContent content(String bytes) {
    return new ApprovalContent(bytes.getBytes(UTF_8), "", "", List.of(), Set.of());
  }
}
