package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApacheErrorSourceTest {
  private static final String OLD = "[Sat Mar 14 10:20:30 2026] ";
  private static final String NEW = "[Sat Mar 14 10:20:30.902022 2026] ";

  @Test
  void readsTheOldFormat() {
    expect(
        one(
            "apache-error",
            OLD + "[error] [client 198.51.100.4] File does not exist: /var/www/html/x.php"),
        "event.dataset=apache.error",
        "event.action=http_not_found",
        "log.level=error",
        "source.ip=198.51.100.4",
        "source.port!",
        "file.path=/var/www/html/x.php",
        "@timestamp=2026-03-14T02:20:30Z",
        "event.timezone=Asia/Shanghai");
  }

  @Test
  void readsTheNewFormat() {
    expect(
        one(
            "apache-error",
            NEW
                + "[authz_core:error] [pid 35708:tid 4328636416] [client 198.51.100.4:4567]"
                + " AH01630: client denied by server configuration: /var/www/secret, referer:"
                + " https://x/?token=abc"),
        "@timestamp=2026-03-14T02:20:30.902022Z",
        "event.action=http_denied",
        "event.outcome=failure",
        "event.code=AH01630",
        "apache.error.module=authz_core",
        "process.pid=35708",
        "process.thread.id=4328636416",
        "source.ip=198.51.100.4",
        "source.port=4567",
        "file.path=/var/www/secret",
        "http.request.referrer=https://x/?token=***");
  }

  @Test
  void takesThePortOffIpv6OnlyWhereThereIsOne() {
    expect(
        one("apache-error", NEW + "[core:error] [pid 1] [client 2001:db8::1:443] AH1"),
        "source.ip=2001:db8::1",
        "source.port=443");
    expect(
        one("apache-error", OLD + "[error] [client 2001:db8::1:443] x"),
        "source.ip=2001:db8::1:443");
  }

  @Test
  void readsRefusedLogOns() {
    expect(
        one(
            "apache-error",
            NEW
                + "[auth_basic:error] [pid 1] [client 10.0.0.1:5] AH01617: user bob: authentication"
                + " failure for \"/admin\": Password Mismatch"),
        "event.action=http_login",
        "event.outcome=failure",
        "user.name=bob",
        "url.path=/admin");
    expect(
        one("apache-error", OLD + "[error] [client 10.0.0.1] user eve not found: /admin"),
        "event.action=http_login",
        "user.name=eve");
  }

  @Test
  void readsModSecurity() {
    expect(
        one(
            "apache-error",
            NEW
                + "[:error] [pid 1] [client 10.0.0.1:5] ModSecurity: Access denied. [id \"942100\"]"
                + " [msg \"SQL Injection\"] [uri \"/a\"]"),
        "event.action=waf_match",
        "apache.modsecurity.id=942100",
        "apache.modsecurity.msg=SQL Injection",
        "url.path=/a");
  }

  @ParameterizedTest
  @CsvSource({
    "notice,info,'[notice] jk2_init() Found child 6725 in scoreboard slot 10'",
    "error,error,'[error] mod_jk child workerEnv in error state 6'",
    "warn,info,'[warn] child process 12 still did not exit'",
    "crit,error,'[crit] (98)Address already in use: make_sock'"
  })
  void keepsServerMessages(String level, String type, String rest) {
    expect(
        one("apache-error", OLD + rest),
        "event.action=apache_error",
        "log.level=" + level,
        "event.type=" + type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "[Sat Mar 14 10:20:30 2026]",
        "[] [",
        "PHP Notice:  Undefined index",
        "[1] [2] [3]"
      })
  void saysWhenALineIsNone(String line) {
    assertThat(problem("apache-error", line)).isEqualTo("unknown-format");
  }
}
