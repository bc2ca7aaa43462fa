package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.core.event.Event;

/** nginx and Apache access logs. */
class AccessLogSourceTest {
  private static final String HEAD = "198.51.100.4 - - [14/Mar/2026:10:20:30 +0800] ";

  @Test
  void readsCombined() {
    expect(
        one(
            "nginx",
            "198.51.100.4 - li.na [14/Mar/2026:10:20:30 +0800] \"GET /oa/a.jsp?id=1 HTTP/1.1\" 200"
                + " 512 \"https://oa.example/\" \"Mozilla/5.0 \\x22q\\x22\""),
        "event.dataset=nginx.access",
        "event.action=http_request",
        "event.outcome=success",
        "event.category=web",
        "@timestamp=2026-03-14T02:20:30Z",
        "event.timezone=+08:00",
        "source.ip=198.51.100.4",
        "user.name=li.na",
        "http.request.method=GET",
        "http.version=1.1",
        "http.response.status_code=200",
        "http.response.body.bytes=512",
        "http.request.referrer=https://oa.example/",
        "user_agent.original=Mozilla/5.0 \"q\"",
        "url.original=/oa/a.jsp?id=1",
        "url.path=/oa/a.jsp",
        "url.query=id=1",
        "url.extension=jsp",
        "host.name=agent-host");
  }

  @Test
  void readsCommonAndVhostCombined() {
    expect(
        one("apache", "host.example - frank [14/Mar/2026:10:20:30 -0700] \"GET / HTTP/1.0\" 404 -"),
        "event.dataset=apache.access",
        "source.domain=host.example",
        "source.ip!",
        "event.outcome=failure",
        "http.response.body.bytes!",
        "user.name=frank",
        "@timestamp=2026-03-14T17:20:30Z");
    expect(
        one("apache", "oa.example:443 " + HEAD + "\"GET /x HTTP/1.1\" 200 5 \"-\" \"curl/8\""),
        "url.domain=oa.example",
        "url.port=443",
        "source.ip=198.51.100.4",
        "http.request.referrer!",
        "user_agent.original=curl/8");
  }

  @Test
  void readsUsersWithSpacesAndForwardedClients() {
    expect(
        one("apache", "10.0.0.1 - Li Na [14/Mar/2026:10:20:30 +0800] \"GET /x HTTP/1.1\" 200 5"),
        "source.ip=10.0.0.1",
        "user.name=Li Na");
    expect(
        one("nginx", HEAD + "\"GET /x HTTP/1.1\" 200 5 \"-\" \"ua\" \"203.0.113.5, 10.0.0.1\""),
        "network.forwarded_ip=203.0.113.5");
  }

  @Test
  void decodesWhatAttackersEncode() {
    Event event =
        one(
            "nginx",
            HEAD + "\"GET /a/%252e%252e/etc?q=1%27+UNION%20SELECT HTTP/1.1\" 403 5 \"-\" \"-\"");
    expect(
        event,
        "url.path=/a/%252e%252e/etc",
        "url.query=q=1%27+UNION%20SELECT",
        "url.decoded=/a/../etc?q=1' UNION SELECT",
        "user_agent.original!");
  }

  @Test
  void readsAbsoluteTargets() {
    expect(
        one("apache", HEAD + "\"GET http://u:p4ss@pan.example:8080/up?x HTTP/1.1\" 200 5"),
        "url.scheme=http",
        "url.domain=pan.example",
        "url.port=8080",
        "url.path=/up",
        "url.original=http://u:***@pan.example:8080/up?x");
  }

  @Test
  void masksSecretsInUrls() {
    Event event =
        one(
            "nginx",
            HEAD
                + "\"GET /login?user=a&password=S3cr%26et&token=abc%3Ddef HTTP/1.1\" 200 5"
                + " \"https://x/?token=zzz\" \"-\"");
    expect(event, "url.query=user=a&password=***%26et&token=***");
    assertThat(event.text("url.decoded")).doesNotContain("S3cr").doesNotContain("abc");
    assertThat(event.text("http.request.referrer")).isEqualTo("https://x/?token=***");
    assertThat(event.text("event.original")).doesNotContain("S3cr").doesNotContain("zzz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\x16\\x03\\x01\\x00", "-", "", "quit", "MGLNDD_1.2.3.4_80\\n"})
  void readsRequestsThatAreNoHttp(String request) {
    Event event = one("nginx", HEAD + "\"" + request + "\" 400 150 \"-\" \"-\"");
    expect(
        event,
        "event.action=http_request",
        "http.response.status_code=400",
        "http.request.method!",
        "url.path!");
  }

  @Test
  void readsQuotesInTheRequest() {
    expect(
        one("apache", HEAD + "\"GET /a\\\"b HTTP/1.1\" 200 5 \"-\" \"x \\\"y\\\"\""),
        "url.path=/a\\\"b",
        "url.decoded=/a\"b",
        "user_agent.original=x \"y\"");
    expect(
        one("apache", HEAD + "\"GET /no-version\" 200 5"), "url.path=/no-version", "http.version!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "198.51.100.4 - - [14/Mar/2026:10:20:30 +0800] \"GET / HTTP/1.1",
        "198.51.100.4 - - [14/Mar/2026:10:20:30 +0800] \"GET / HTTP/1.1\" abc 5",
        "198.51.100.4 - - [14/Mar/2026:10:20:30 +0800] \"GET / HTTP/1.1\"",
        "[14/Mar/2026:10:20:30 +0800] \"GET / HTTP/1.1\" 200 5",
        "2026/03/14 10:20:30 [error] 12#12: *1 open() failed"
      })
  void saysWhenALineIsNone(String line) {
    assertThat(problem("nginx", line)).isEqualTo("unknown-format");
  }

  @Test
  void keepsAnEventWhoseTimeIsWrong() {
    expect(
        one("nginx", "198.51.100.4 - - [99/Foo/2026:10:20:30 +0800] \"GET / HTTP/1.1\" 200 5"),
        "@timestamp=2026-03-15T04:00:00Z",
        "tags=timestamp-invalid");
  }
}
