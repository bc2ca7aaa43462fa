package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.watchfire.core.event.Event;

/** Lines of auth.log and secure. Expectations: action, then fields. */
class SshdSourceTest {
  private static Arguments line(String tagAndMessage, String action, String... expectations) {
    return Arguments.of(tagAndMessage, action, expectations);
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        line(
            "sshd[811]: Accepted password for li.na from 10.8.0.5 port 50022 ssh2",
            "ssh_login",
            "event.outcome=success",
            "user.name=li.na",
            "source.ip=10.8.0.5",
            "source.port=50022",
            "sshd.method=password",
            "event.category=authentication",
            "process.pid=811",
            "process.name=sshd"),
        line(
            "sshd-session[9]: Accepted publickey for root from 2001:db8::7 port 22 ssh2: ED25519"
                + " SHA256:abc from x",
            "ssh_login",
            "event.outcome=success",
            "user.name=root",
            "source.ip=2001:db8::7",
            "sshd.key=ED25519 SHA256:abc from x"),
        line(
            "sshd[811]: Failed password for root from 198.51.100.7 port 4022 ssh2",
            "ssh_login",
            "event.outcome=failure",
            "user.name=root",
            "source.ip=198.51.100.7",
            "sshd.invalid_user!"),
        line(
            "sshd[811]: Failed password for invalid user oracle from 198.51.100.7 port 4022 ssh2",
            "ssh_login",
            "event.outcome=failure",
            "user.name=oracle",
            "sshd.invalid_user=true"),
        line(
            "sshd[811]: Failed password for invalid user root from 1.2.3.4 port 1 ssh2 from"
                + " 198.51.100.7 port 4022 ssh2",
            "ssh_login",
            "user.name=root from 1.2.3.4 port 1 ssh2",
            "source.ip=198.51.100.7",
            "source.port=4022"),
        line(
            "sshd[811]: Failed none for invalid user  from 198.51.100.7 port 4022 ssh2",
            "ssh_login",
            "user.name!",
            "source.ip=198.51.100.7"),
        line(
            "sshd[811]: message repeated 5 times: [ Failed password for root from 198.51.100.7 port"
                + " 4022 ssh2]",
            "ssh_login",
            "event.outcome=failure",
            "syslog.repeated=5",
            "source.ip=198.51.100.7"),
        line("sshd[811]: Invalid user bob from 198.51.100.7", "ssh_invalid_user", "user.name=bob"),
        line(
            "sshd[811]: Invalid user from from 198.51.100.7 port 9",
            "ssh_invalid_user",
            "user.name=from"),
        line(
            "sshd[811]: error: maximum authentication attempts exceeded for invalid user a from"
                + " 198.51.100.7 port 9 ssh2 [preauth]",
            "ssh_max_attempts",
            "log.level=error",
            "user.name=a",
            "source.ip=198.51.100.7"),
        line(
            "sshd[811]: User bob from 198.51.100.7 not allowed because not listed in AllowUsers",
            "ssh_user_denied",
            "user.name=bob",
            "event.reason=not listed in AllowUsers"),
        line(
            "sshd[811]: Connection closed by authenticating user root 198.51.100.7 port 9"
                + " [preauth]",
            "ssh_connection_closed",
            "user.name=root",
            "source.port=9"),
        line(
            "sshd[811]: Received disconnect from 198.51.100.7 port 40022:11: Bye Bye [preauth]",
            "ssh_disconnect_received",
            "source.ip=198.51.100.7",
            "source.port=40022",
            "event.reason=11: Bye Bye"),
        line(
            "sshd[811]: Disconnecting authenticating user root 198.51.100.7 port 9: Too many"
                + " authentication failures [preauth]",
            "ssh_max_attempts",
            "user.name=root",
            "source.ip=198.51.100.7"),
        line(
            "sshd[811]: reverse mapping checking getaddrinfo for ns.example.com [198.51.100.7]"
                + " failed - POSSIBLE BREAK-IN ATTEMPT!",
            "ssh_reverse_mapping_failed",
            "source.ip=198.51.100.7",
            "source.domain=ns.example.com"),
        line(
            "sshd[811]: Did not receive identification string from scanner.example port 9",
            "ssh_no_identification",
            "source.ip!",
            "source.domain=scanner.example"),
        line(
            "sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh"
                + " ruser= rhost=198.51.100.7  user=root",
            "pam_authentication",
            "event.outcome=failure",
            "user.name=root",
            "pam.module=pam_unix",
            "pam.service=sshd",
            "source.ip=198.51.100.7"),
        line(
            "sshd(pam_unix)[1]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser="
                + " rhost=h.example.net ",
            "pam_authentication",
            "process.name=sshd",
            "pam.module=pam_unix",
            "user.name!",
            "source.ip!",
            "source.domain=h.example.net"),
        line(
            "sshd[1]: PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser="
                + " rhost=198.51.100.7  user=root",
            "pam_authentication_repeated",
            "pam.failures=2"),
        line("sshd(pam_unix)[1]: check pass; user unknown", "pam_user_unknown"),
        line(
            "sshd[1]: pam_unix(sshd:session): session opened for user li.na(uid=1001) by (uid=0)",
            "session_opened",
            "user.name=li.na",
            "user.id=1001",
            "user.effective.name!"),
        line(
            "sudo: pam_unix(sudo:session): session opened for user root(uid=0) by wang(uid=1002)",
            "session_opened",
            "user.name=wang",
            "user.id=1002",
            "user.effective.name=root"),
        line(
            "su(pam_unix)[2]: session closed for user news",
            "session_closed",
            "event.outcome=success"),
        line(
            "sudo: pam_faillock(sudo:auth): Consecutive login failures for user bob account"
                + " temporarily locked",
            "account_locked",
            "user.name=bob"),
        line(
            "sudo:   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/cat"
                + " /etc/shadow ; echo",
            "sudo_command",
            "event.outcome=success",
            "user.name=alice",
            "user.effective.name=root",
            "process.executable=/usr/bin/cat",
            "process.command_line=/usr/bin/cat /etc/shadow ; echo",
            "process.working_directory=/home/alice"),
        line(
            "sudo: mallory : user NOT in sudoers ; TTY=pts/1 ; PWD=/tmp ; USER=root ;"
                + " COMMAND=/bin/bash",
            "sudo_command",
            "event.outcome=failure",
            "event.reason=user NOT in sudoers"),
        line(
            "sudo: alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -uroot -pHunter2"
                + " oa",
            "sudo_command",
            "process.command_line=/usr/bin/mysql -uroot -p*** oa"),
        line(
            "su: (to root) alice on pts/0",
            "su",
            "user.name=alice",
            "user.effective.name=root",
            "event.outcome=success"),
        line(
            "su[7]: FAILED SU (to root) alice on pts/0",
            "su",
            "event.outcome=failure",
            "su.tty=pts/0"),
        line(
            "su[7]: Successful su for root by alice",
            "su",
            "user.name=alice",
            "event.outcome=success"),
        line(
            "su[7]: - /dev/pts/1 alice:root",
            "su",
            "user.effective.name=root",
            "event.outcome=failure"),
        line(
            "useradd[12]: new user: name=bob, UID=1005, GID=1005, home=/home/bob, shell=/bin/bash,"
                + " from=/dev/pts/0",
            "user_added",
            "user.name=bob",
            "user.target.id=1005",
            "event.category=iam",
            "event.type=user,creation"),
        line(
            "groupadd[12]: new group: name=ops, GID=1006",
            "group_added",
            "group.name=ops",
            "group.id=1006"),
        line(
            "usermod[12]: add 'bob' to group 'wheel'",
            "user_added_to_group",
            "user.name=bob",
            "group.name=wheel"),
        line("usermod[12]: add 'bob' to shadow group 'wheel'", "user_added_to_shadow_group"),
        line(
            "gpasswd[12]: user bob added by root to group sudo",
            "user_added_to_group",
            "user.name=root",
            "user.target.name=bob",
            "group.name=sudo"),
        line("userdel[12]: delete user 'bob'", "user_deleted", "user.name=bob"),
        line(
            "passwd[12]: password for 'bob' changed by 'root'",
            "password_changed",
            "user.name=root",
            "user.target.name=bob"),
        line(
            "passwd[12]: pam_unix(passwd:chauthtok): password changed for bob",
            "password_changed",
            "user.name=bob"),
        line(
            "chage[12]: changed password expiry for bob",
            "password_expiry_changed",
            "user.name=bob"),
        line(
            "systemd-logind[5]: New session 41 of user li.na.",
            "logind_session_started",
            "session.id=41",
            "user.name=li.na"),
        line(
            "login[5]: FAILED LOGIN 1 FROM (null) FOR root, Authentication failure",
            "console_login",
            "event.outcome=failure",
            "user.name=root",
            "source.address!"),
        line(
            "-- root[2421]: ROOT LOGIN ON tty2",
            "console_login",
            "process.name=login",
            "user.name=root",
            "login.tty=tty2"),
        line(
            "ftpd[5]: connection from 198.51.100.9 (h.example) at Sun Mar 15 01:00:00 2026",
            "remote_connection",
            "source.ip=198.51.100.9",
            "source.domain=h.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void readsWhatHappened(String tagAndMessage, String action, String[] expectations) {
    Event event = one("sshd", "Mar 14 08:30:01 gate01 " + tagAndMessage);
    assertThat(event.text("event.action")).isEqualTo(action);
    expect(
        event,
        "event.dataset=sshd.auth",
        "event.module=sshd",
        "event.kind=event",
        "host.name=gate01",
        "@timestamp=2026-03-14T00:30:01Z",
        "event.timezone=Asia/Shanghai");
    expect(event, expectations);
  }

  @Test
  void keepsUnknownMessagesAsGenericSyslog() {
    Event event = one("sshd", "Mar 14 08:30:01 gate01 polkitd[3]: Registered Authentication Agent");
    expect(
        event,
        "event.dataset=syslog.log",
        "process.name=polkitd",
        "message=Registered Authentication Agent",
        "event.action!");
  }

  @Test
  void readsCronAndServices() {
    expect(
        one("sshd", "Mar 14 08:30:01 h CRON[9]: (root) CMD (/usr/bin/curl -u bob:pw1 https://x/)"),
        "event.action=cron_command",
        "process.command_line=/usr/bin/curl -u bob:*** https://x/");
    expect(
        one("sshd", "Mar 14 08:30:01 h crontab[9]: (root) REPLACE (root)"),
        "event.action=crontab_replace",
        "user.name=root");
    expect(
        one(
            "sshd",
            "Mar 14 08:30:01 h systemd[1]: Stopped auditd.service - Security Audit Logging."),
        "event.action=service_stopped",
        "service.name=auditd.service");
    expect(
        one(
            "sshd",
            "Mar 14 08:30:01 h rsyslogd: [origin software=\"rsyslogd\"] exiting on signal 15."),
        "event.action=service_stopped",
        "service.name=rsyslogd");
  }

  @Test
  void saysWhyALineIsNotReadable() {
    assertThat(problem("sshd", "this is no syslog line")).isEqualTo("no-syslog-header");
    assertThat(problem("sshd", "   ")).isEqualTo("empty-line");
    assertThat(problem("sshd", "Mar 14 08:30:01 h sshd[1]: \u0000\u0000")).isEqualTo("binary");
    assertThat(problem("sshd", "Mar 14 08:3")).isEqualTo("no-syslog-header");
  }

  @Test
  void keepsTheBeginningOfATruncatedLine() {
    byte[] bytes = new byte[1 << 20];
    java.util.Arrays.fill(bytes, (byte) 'x');
    java.util.List<Parsed> out = new java.util.ArrayList<>();
    Sources.open("sshd", Reading.CONTEXT).accept(new Line(bytes, 77, true), out::add);
    Event event = out.get(0).event().build();
    expect(event, "event.kind=pipeline_error", "error.message=truncated");
    assertThat(event.text("event.original")).hasSize(8192);
    assertThat(out.get(0).offset()).isEqualTo(77);
  }
}
