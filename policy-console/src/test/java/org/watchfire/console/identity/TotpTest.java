package org.watchfire.console.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TotpTest {
  private static final String SEED = "12345678901234567890";

  /** RFC 6238, appendix B; the seeds are repeated to the length of the hash (erratum 2866). */
  @Example
  void theVectorsOfRfc6238() {
    long[] times = {59, 1111111109L, 1111111111L, 1234567890L, 2000000000L, 20000000000L};
    String[][] codes = {
      {"HmacSHA1", "94287082", "07081804", "14050471", "89005924", "69279037", "65353130"},
      {"HmacSHA256", "46119246", "68084774", "67062674", "91819424", "90698825", "77737706"},
      {"HmacSHA512", "90693936", "25091201", "99943326", "93441116", "38618901", "47863826"}
    };
    int[] lengths = {20, 32, 64};
    for (int a = 0; a < codes.length; a++) {
      byte[] secret = SEED.repeat(4).substring(0, lengths[a]).getBytes(US_ASCII);
      for (int t = 0; t < times.length; t++) {
        long step = Totp.step(Instant.ofEpochSecond(times[t]));
        assertThat(Totp.code(secret, step, 8, codes[a][0])).isEqualTo(codes[a][t + 1]);
      }
    }
  }

  /** RFC 4226, appendix D. */
  @Example
  void theVectorsOfRfc4226() {
    String[] codes = {
      "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
      "520489"
    };
    for (int i = 0; i < codes.length; i++) {
      assertThat(Totp.code(SEED.getBytes(US_ASCII), i, 6, "HmacSHA1")).isEqualTo(codes[i]);
    }
  }

  /** RFC 4648, section 10, without the padding. */
  @Example
  void theVectorsOfRfc4648() {
    String[] texts = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    String[] coded = {"", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"};
    for (int i = 0; i < texts.length; i++) {
      assertThat(Totp.base32(texts[i].getBytes(US_ASCII))).isEqualTo(coded[i]);
    }
  }

  @Property(tries = 200)
  void base32IsTheNumberInBase32(@ForAll @Size(value = 20) byte[] secret) {
    // 160 bits are 32 digits exactly; Java's digits are 0-9a-v.
    String digits = new BigInteger(1, secret).toString(32);
    String padded = "0".repeat(32 - digits.length()) + digits;
    StringBuilder expected = new StringBuilder();
    for (char c : padded.toCharArray()) {
      expected.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Character.digit(c, 32)));
    }
    assertThat(Totp.base32(secret)).isEqualTo(expected.toString());
  }

  @Property(tries = 200)
  void aCodeCountsOneStepAroundItsTimeAndOnce(
      @ForAll @Size(value = 20) byte[] secret,
      @ForAll @LongRange(min = 1_000, max = 4_000_000_000L) long second,
      @ForAll @IntRange(min = -4, max = 4) int away) {
    Instant now = Instant.ofEpochSecond(second);
    long step = Totp.step(now) + away;
    String code = Totp.code(secret, step, Totp.DIGITS, Totp.ALGORITHM);
    var matched = Totp.match(secret, code, now, 0);
    if (Math.abs(away) <= Totp.WINDOW) {
      assertThat(matched).isPresent();
      // Used once, neither it nor an older one counts.
      assertThat(Totp.match(secret, code, now, matched.getAsLong())).isEmpty();
    }
    assertThat(Totp.match(secret, code, now, Totp.step(now) + Totp.WINDOW)).isEmpty();
  }
}
