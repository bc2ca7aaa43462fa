package org.watchfire.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.share.SharedSecret.Split;

class KeyShareTest {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  @Property(tries = 100)
  void anyThresholdOfTheSharesGivesTheSecretBack(
      @ForAll boolean sm,
      @ForAll @IntRange(min = 2, max = 6) int threshold,
      @ForAll @IntRange(max = 6) int more,
      @ForAll long seed)
      throws ShareException {
    String suite = sm ? "SM" : "INTL";
    byte[] secret = new byte[AeadKey.length(suite)];
    new Random(seed).nextBytes(secret);
    Split split =
        SharedSecret.split(suite, secret, threshold, threshold + more, new SecureRandom());
    List<KeyShare> some = new ArrayList<>(split.shares());
    Collections.shuffle(some, new Random(seed));
    some = some.subList(0, threshold);
    for (KeyShare share : some) {
      split.description().require(share);
    }
    byte[] back = SharedSecret.combine(some);
    assertThat(back).isEqualTo(secret);
    assertThat(RootDescription.checkValue(suite, back)).isEqualTo(split.description().check());
    List<KeyShare> tooFew = some.subList(0, threshold - 1);
    assertThatThrownBy(() -> SharedSecret.combine(tooFew)).isInstanceOf(ShareException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void everyWrongCharacterIsFoundAndItsGroupNamed(String suite) throws ShareException {
    KeyShare share = SharedSecret.create(suite, 3, 5, new SecureRandom()).shares().get(2);
    String text = share.text();
    assertThat(KeyShare.parse(text)).isEqualTo(share);
    int start = "WFS-3-".length();
    for (int at = start; at < text.length(); at++) {
      if (text.charAt(at) == '-') {
        continue;
      }
      int group = (at - start) / 6 + 1;
      for (char other : ALPHABET.toCharArray()) {
        if (other != text.charAt(at)) {
          String wrong = text.substring(0, at) + other + text.substring(at + 1);
          assertThatThrownBy(() -> KeyShare.parse(wrong))
              .isInstanceOf(ShareException.class)
              .hasMessageContaining("group " + group + " ");
        }
      }
    }
  }

  @Property(tries = 200)
  void charactersOrGroupsThatChangedPlacesAreFound(
      @ForAll @IntRange(max = 16) int at, @ForAll @IntRange(max = 3) int within) {
    String text = SharedSecret.create("INTL", 2, 3, new SecureRandom()).shares().get(0).text();
    String[] groups = text.substring("WFS-1-".length()).split("-", -1);
    String[] moved = groups.clone();
    moved[at] = groups[at + 1];
    moved[at + 1] = groups[at];
    // The number of the group is part of its check character, so equal groups look different.
    assertThatThrownBy(() -> KeyShare.parse("WFS-1-" + String.join("-", moved)))
        .hasMessageContaining("group " + (at + 1) + " ");
    char[] letters = groups[at].toCharArray();
    if (letters[within] != letters[within + 1]) {
      char kept = letters[within];
      letters[within] = letters[within + 1];
      letters[within + 1] = kept;
      String[] typo = groups.clone();
      typo[at] = new String(letters);
      assertThatThrownBy(() -> KeyShare.parse("WFS-1-" + String.join("-", typo)))
          .hasMessageContaining("group " + (at + 1) + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void peopleTypeAsTheyLike(String suite) throws ShareException {
    KeyShare share = SharedSecret.create(suite, 2, 2, new SecureRandom()).shares().get(1);
    String typed = "  " + share.text().toLowerCase(Locale.ROOT).replace('-', ' ') + " ";
    assertThat(KeyShare.parse(typed.replace('0', 'o').replace('1', 'l'))).isEqualTo(share);
    String text = share.text();
    assertThatThrownBy(() -> KeyShare.parse(text.substring(0, text.length() - 6)))
        .hasMessageContaining("not complete");
    assertThatThrownBy(() -> KeyShare.parse(text + text.substring(text.length() - 6)))
        .isInstanceOf(ShareException.class);
    assertThatThrownBy(() -> KeyShare.parse("WFS-1" + text.substring(5)))
        .hasMessageContaining("number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void aShareOfAnotherSplittingIsToldApart(String suite) throws ShareException {
    Split ours = SharedSecret.create(suite, 2, 3, new SecureRandom());
    Split other = SharedSecret.create(suite, 2, 3, new SecureRandom());
    RootDescription description = RootDescription.parse(ours.description().text());
    assertThat(description).isEqualTo(ours.description());
    assertThatThrownBy(() -> description.require(other.shares().get(0)))
        .hasMessageContaining("another splitting");
    KeyShare forged = new KeyShare(suite, 2, 3, 1, description.set(), other.shares().get(0).data());
    assertThatThrownBy(() -> description.require(forged)).hasMessageContaining("not number 1");
    assertThatThrownBy(
            () -> SharedSecret.combine(List.of(ours.shares().get(0), other.shares().get(1))))
        .hasMessageContaining("belong together");
    byte[] wrong = SharedSecret.combine(List.of(forged, ours.shares().get(1)));
    assertThat(RootDescription.checkValue(suite, wrong)).isNotEqualTo(description.check());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void nothingThatIsPrintedShowsTheSecret(String suite) {
    Split split = SharedSecret.create(suite, 2, 3, new SecureRandom());
    KeyShare share = split.shares().get(0);
    String secret = share.text().substring(share.text().length() - 40);
    assertThat(share.toString() + split + split.description().text()).doesNotContain(secret);
    assertThat(split.description().fingerprints()).doesNotHaveDuplicates().hasSize(3);
  }
}
