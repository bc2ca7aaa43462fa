package org.watchfire.collector.parse.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding, addresses, escapes and paths. */
class TextTest {
  @Test
  void decodesByValidity() {
    assertThat(DecodedText.of("\ufeff日志\r".getBytes(UTF_8), 100))
        .isEqualTo(new DecodedText("日志", null, false));
    assertThat(DecodedText.of("日志".getBytes(Charset.forName("GB18030")), 100))
        .isEqualTo(new DecodedText("日志", "gb18030", false));
    assertThat(DecodedText.of(new byte[] {'a', (byte) 0xe9, ' ', 'b'}, 100))
        .isEqualTo(new DecodedText("aé b", "iso-8859-1", false));
    assertThat(DecodedText.of(new byte[] {'a', 0, 'b'}, 100).binary()).isTrue();
    assertThat(DecodedText.of("a\u001db\tc".getBytes(UTF_8), 100).binary()).isFalse();
    assertThat(DecodedText.of("日志日志".getBytes(UTF_8), 7))
        .isEqualTo(new DecodedText("日志", null, false));
  }

  @Property(tries = 300)
  void capsAtWholeCharacters(@ForAll @StringLength(max = 60) String text) {
    for (int limit : new int[] {0, 1, 5, 17, 40}) {
      String capped = DecodedText.cap(text, limit);
      assertThat(text).startsWith(capped);
      assertThat(capped.getBytes(UTF_8).length).isLessThanOrEqualTo(Math.max(limit, 0));
    }
    assertThat(DecodedText.cap(text, 1000)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,10.0.0.1",
    "255.255.255.255,255.255.255.255",
    "::,::",
    "::1,::1",
    "2001:db8::a,2001:db8::a",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "[2001:db8::a],2001:db8::a",
    "fe80::1%eth0,fe80::1",
    "::ffff:10.0.0.1,10.0.0.1",
    "64:ff9b::10.0.0.1,64:ff9b::10.0.0.1"
  })
  void knowsAddresses(String text, String ip) {
    assertThat(Addresses.ip(text)).isEqualTo(ip);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.1.2",
        "010.0.0.1",
        "host",
        "1:2",
        ":1",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "::g",
        "1:2:3:4:5:6:7:8::",
        "10.0.0.",
        "a.b.c.d",
        "::1.2.3"
      })
  void knowsWhatIsNoAddress(String text) {
    assertThat(Addresses.ip(text)).isNull();
  }

  @Property(tries = 500)
  void agreesWithTheJdkOnIpv6(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    assertThat(Addresses.ip(address.getHostAddress())).isEqualTo(address.getHostAddress());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "65535,65535", "0,-1", "65536,-1", "-1,-1", "22a,-1", "000022,-1"})
  void knowsPorts(String text, int port) {
    assertThat(Addresses.port(text)).isEqualTo(port);
  }

  @Property(tries = 300)
  void undoesPercentEncodingOnceAndTwice(@ForAll @StringLength(max = 40) String text) {
    String safe =
        text.replace("%", "").codePoints().allMatch(c -> c < 0xd800 || c > 0xdfff)
            ? text.replace("%", "")
            : "x";
    String once = URLEncoder.encode(safe, UTF_8);
    assertThat(Escapes.percent(once, true)).isEqualTo(safe);
    assertThat(Escapes.percent(URLEncoder.encode(once.replace("+", "%20"), UTF_8), true))
        .isEqualTo(safe);
  }

  @Test
  void undoesBackslashes() {
    assertThat(Escapes.backslash("a\\x22b\\\\c\\n\\xe6\\x97\\xa5")).isEqualTo("a\"b\\c\n日");
    assertThat(Escapes.backslash("\\q\\x2")).isEqualTo("\\q\\x2");
    assertThat(Escapes.percent("%zz%2", false)).isEqualTo("%zz%2");
    assertThat(Escapes.hex("4a4B")).isEqualTo("JK".getBytes(UTF_8));
    assertThat(Escapes.hex("4g")).isNull();
    assertThat(Escapes.hex("4")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b,/srv,/srv/a/b",
    "/a//b/./c/../d,/srv,/a/b/d",
    "../../x,/srv/a,/x",
    "/a/,/,/a",
    "/a/.hidden,/,/a/.hidden",
    "/../..,/,/",
    "a,rel,a"
  })
  void makesPathsAbsolute(String path, String directory, String expected) {
    assertThat(Paths.absolute(path, directory)).isEqualTo(expected);
  }
}
