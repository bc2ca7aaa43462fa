package org.watchfire.collector.parse.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  /** Every S3cr in these is a secret and must go; what stands around it must stay. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=S3cr",
        "user=a&password=S3cr&x=1",
        "GET /a?access_token=S3cr HTTP/1.1",
        "/r?to=%2Flogin%3Fpassword%3DS3cr%26x%3D1",
        "password = 'S3cr S3cr'",
        "{\"password\":\"S3cr\",\"a\":1}",
        "{\"password\" : \"S3cr\"}",
        "{\\\"db_password\\\":\\\"S3cr\\\",\\\"a\\\":1}",
        "Authorization: Basic S3cr==",
        "authorization: Bearer S3cr.S3cr",
        "X-Api-Key: S3cr",
        "--api-key=S3cr",
        "DB_PASSWORD=S3cr /usr/bin/app",
        "Server=x;UID=sa;PWD=S3cr;",
        "密码：S3cr",
        "用户密码=S3cr",
        "ALTER ROLE bob PASSWORD 'S3cr'",
        "ALTER ROLE bob ENCRYPTED PASSWORD E'S3''cr'",
        "alter role bob password $$S3cr$$",
        "CREATE USER a IDENTIFIED BY 'S3cr'",
        "create user a identified with mysql_native_password by \"S3cr\"",
        "OPTIONS (user 'a', password 'S3cr')",
        "postgres://bob:S3cr@db/x",
        "curl https://bob:S3cr@h/",
        "curl -u bob:S3cr https://h/",
        "/usr/bin/curl -sS -u bob:S3cr https://h/",
        "mysql -uroot -pS3cr db",
        "COMMAND=/usr/bin/mysqldump --all -pS3cr",
        "sshpass -p S3cr ssh a@h",
        "sshpass -pS3cr ssh a@h",
        "sshpass -p 'S3cr S3cr' ssh",
        "ldapsearch -D cn=x -w S3cr",
        "redis-cli -a S3cr",
        "useradd -p S3cr bob",
        "7z a -pS3cr x.7z",
        "smbclient //h/s -U bob%S3cr",
        "app --password S3cr --x",
        "app --db-password \"S3cr\"",
        "cookie eyJhbGciOiJIUzI1NiJ9.S3crS3crS3crS3cr.S3cr",
        "JSESSIONID=S3cr; a=b",
        "mariadb -uroot -pS3cr; echo"
      })
  void masksSecrets(String text) {
    String masked = Secrets.mask(text);
    assertThat(masked).doesNotContain("S3cr").doesNotContain("S3''cr").contains(Secrets.MASK);
    assertThat(Secrets.mask(masked)).isEqualTo(masked);
  }

  @Test
  void leavesTheRestAsItWas() {
    assertThat(Secrets.mask("a=1&password=S3cr&b=2")).isEqualTo("a=1&password=***&b=2");
    assertThat(Secrets.mask("curl -u bob:S3cr https://h/")).isEqualTo("curl -u bob:*** https://h/");
    assertThat(Secrets.mask("x password 'S3''cr' y")).isEqualTo("x password '***' y");
    assertThat(Secrets.mask("{\"token\":\"S3cr\",\"n\":1}"))
        .isEqualTo("{\"token\":\"***\",\"n\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Failed password for root from 10.0.0.1 port 22 ssh2",
        "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls",
        "alice : TTY=unknown ; PWD=unknown ; USER=root",
        "passwd[1]: pam_unix(passwd:chauthtok): password changed for bob",
        "passwd: password for bob changed",
        "check pass; user unknown",
        "logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.1  user=root",
        "password= user=root",
        "ssh -p 22 host",
        "mkdir -p /srv/a/b",
        "nmap -p 1-1000 10.0.0.1",
        "cp -p a b; mysql -uroot db",
        "mysql -P 3306 -h db",
        "sort -u file",
        "key=\"identity\" exe=\"/usr/bin/passwd\" comm=\"passwd\"",
        "token_type=bearer bypass=1",
        "select * from t where a = 'password'",
        "http://example.com:8080/a@b",
        "at 10:20:30: x - y",
        "SYN URGP=0 SPT=1"
      })
  void leavesLookAlikesAlone(String text) {
    assertThat(Secrets.mask(text)).isSameAs(text);
  }

  @Test
  void masksArgumentsByProgram() {
    assertThat(Secrets.maskArguments(List.of("/usr/bin/mysql", "-uroot", "-pS3cr", "db")))
        .containsExactly("/usr/bin/mysql", "-uroot", "-p***", "db");
    assertThat(Secrets.maskArguments(List.of("sudo", "sshpass", "-p", "S3cr", "ssh", "-p", "22")))
        .containsExactly("sudo", "sshpass", "-p", "***", "ssh", "-p", "***");
    assertThat(Secrets.maskArguments(List.of("curl", "-u", "bob:S3cr", "https://h")))
        .containsExactly("curl", "-u", "bob:***", "https://h");
    assertThat(Secrets.maskArguments(List.of("app", "--token", "S3cr", "password=S3cr")))
        .containsExactly("app", "--token", "***", "password=***");
    assertThat(Secrets.maskArguments(List.of("ssh", "-p", "22")))
        .containsExactly("ssh", "-p", "22");
  }

  @Property(tries = 500)
  void isIdempotentOnAnyText(@ForAll @StringLength(max = 120) String text) {
    String once = Secrets.mask(text);
    assertThat(Secrets.mask(once)).isEqualTo(once);
  }

  @Property(tries = 500)
  void neverLetsAParameterThrough(
      @ForAll
          @StringLength(min = 6, max = 20)
          @CharRange(from = 'a', to = 'z')
          @CharRange(from = '0', to = '9')
          String secret,
      @ForAll @StringLength(max = 30) @CharRange(from = ' ', to = '~') String before) {
    String value = "#" + secret + "#";
    assertThat(Secrets.mask(before + " password=" + value + " end")).doesNotContain(value);
    assertThat(Secrets.mask(before + " {\"token\":\"" + value + "\"}")).doesNotContain(value);
  }

  @Test
  void takesLinearTimeOnHostileText() {
    for (String piece :
        List.of(
            "password=",
            "\"password\":\"",
            "a -p",
            "mysql -p",
            "://a:",
            "eyJ",
            "password '",
            "$$ ",
            "password $a$",
            "= ",
            "\\\"",
            "identified by '")) {
      String text = piece.repeat(1_000_000 / piece.length());
      long start = System.nanoTime();
      Secrets.mask(text);
      assertThat((System.nanoTime() - start) / 1_000_000).as(piece).isLessThan(10_000);
    }
  }
}
