package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.core.event.Event;

class AuditdSourceTest {
  private static final char GS = '\u001d';

  private static String stamp(int serial) {
    return "msg=audit(1773451830.123:" + serial + "): ";
  }

  private static String syscall(int serial, String number, String rest) {
    return "type=SYSCALL " + stamp(serial) + "arch=c000003e syscall=" + number + " " + rest;
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8));
  }

  private static final String IDS =
      " ppid=10 pid=11 auid=1001 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm=\"x\" exe=\"/usr/bin/x\""
          + " key=(null)";

  @Test
  void putsTheRecordsOfAnExecutionTogether() {
    Event event =
        one(
            "auditd",
            syscall(7, "59", "success=yes exit=0 a0=55d a1=55e a2=0 a3=8" + IDS)
                + GS
                + "ARCH=x86_64 SYSCALL=execve AUID=\"li.na\" UID=\"root\" EUID=\"root\"",
            "type=EXECVE " + stamp(7) + "argc=3 a0=\"curl\" a1=\"-T\" a2=" + hex("/srv/机密 1.zip"),
            "type=CWD " + stamp(7) + "cwd=\"/home/li.na\"",
            "type=PATH "
                + stamp(7)
                + "item=0 name=\"/usr/bin/curl\" inode=4 mode=0100755 ouid=0 nametype=NORMAL",
            "type=PROCTITLE " + stamp(7) + "proctitle=" + hex("curl\0-T\0/srv/机密 1.zip"));
    expect(
        event,
        "event.dataset=auditd.log",
        "event.action=process_started",
        "event.category=process",
        "event.outcome=success",
        "event.sequence=7",
        "@timestamp=2026-03-14T01:30:30.123Z",
        "user.name=li.na",
        "user.id=1001",
        "user.effective.name=root",
        "process.pid=11",
        "process.parent.pid=10",
        "process.name=x",
        "process.executable=/usr/bin/x",
        "process.command_line=curl -T /srv/机密 1.zip",
        "process.args=curl,-T,/srv/机密 1.zip",
        "process.title=curl -T /srv/机密 1.zip",
        "process.working_directory=/home/li.na",
        "auditd.log.type=SYSCALL,EXECVE,CWD,PATH,PROCTITLE",
        "auditd.log.syscall=execve",
        "auditd.log.arch=x86_64",
        "auditd.log.a0=curl",
        "auditd.log.a1=-T",
        "auditd.log.a3!",
        "auditd.log.name=/usr/bin/curl",
        "auditd.log.key!",
        "file.path!");
  }

  @Test
  void separatesInterleavedEvents() {
    List<Parsed> events =
        Reading.all(
            "auditd",
            syscall(1, "87", "success=yes" + IDS),
            syscall(2, "257", "success=no a2=0" + IDS),
            "type=CWD " + stamp(1) + "cwd=\"/var/log\"",
            "type=PATH " + stamp(2) + "item=0 name=\"/etc/shadow\" nametype=NORMAL",
            "type=PATH " + stamp(1) + "item=0 name=\"/var/log/\" nametype=PARENT",
            "type=PATH " + stamp(1) + "item=1 name=\"auth.log\" nametype=DELETE",
            "type=EOE " + stamp(2),
            "type=EOE " + stamp(1),
            "type=EOE " + stamp(99));
    assertThat(events).hasSize(2);
    expect(
        events.get(0).event().build(),
        "event.action=file-read",
        "event.outcome=failure",
        "file.path=/etc/shadow");
    expect(
        events.get(1).event().build(),
        "event.action=file-delete",
        "file.path=/var/log/auth.log",
        "auditd.log.name=/var/log/,auth.log",
        "auditd.log.nametype=PARENT,DELETE");
    assertThat(events.get(1).offset()).isZero();
  }

  @Test
  void holdsLinesUntilTheEventIsComplete() {
    LineParser parser = Sources.open("auditd", Reading.CONTEXT);
    List<Parsed> out = new ArrayList<>();
    parser.accept(line(syscall(1, "59", IDS), 100), out::add);
    parser.accept(line("type=CWD " + stamp(1) + "cwd=\"/\"", 200), out::add);
    assertThat(out).isEmpty();
    assertThat(parser.heldFrom()).hasValue(100);
    parser.accept(
        line("type=SYSCALL msg=audit(1773451833.000:5): arch=c000003e syscall=59", 300), out::add);
    assertThat(out).hasSize(1);
    assertThat(out.get(0).offset()).isEqualTo(100);
    assertThat(parser.heldFrom()).hasValue(300);
    parser.flush(out::add);
    assertThat(out).hasSize(2);
    assertThat(parser.heldFrom()).isEmpty();
  }

  private static Line line(String text, long offset) {
    return new Line(text.getBytes(UTF_8), offset, false);
  }

  @Test
  void masksSecretsAlsoInHex() {
    Event event =
        one(
            "auditd",
            syscall(7, "59", "success=yes" + IDS),
            "type=EXECVE "
                + stamp(7)
                + "argc=4 a0=\"mysql\" a1=\"-pHunter2\" a2=\"--password\" a3="
                + hex("two words"),
            "type=PROCTITLE " + stamp(7) + "proctitle=" + hex("app\0--token=Hunter2"));
    expect(
        event,
        "process.args=mysql,-p***,--password,***",
        "process.command_line=mysql -p*** --password ***",
        "auditd.log.a1=-p***",
        "process.title=app --token=***");
    assertThat(event.text("event.original"))
        .doesNotContain("Hunter2")
        .doesNotContain(hex("two words"))
        .doesNotContain(hex("Hunter2"))
        .contains("a1=\"-p***\"");
  }

  @Test
  void joinsArgumentsThatComeInPieces() {
    expect(
        one(
            "auditd",
            syscall(7, "59", IDS),
            "type=EXECVE " + stamp(7) + "argc=2 a0=\"sh\" a1_len=8 a1[0]=" + hex("abcd"),
            "type=EXECVE " + stamp(7) + "a1[1]=" + hex("efgh"),
            "type=EOE " + stamp(7)),
        "process.args=sh,abcdefgh");
  }

  @Test
  void namesTheParentItHasSeenStarting() {
    List<Parsed> events =
        Reading.all(
            "auditd",
            syscall(1, "59", "ppid=1 pid=50 comm=\"nginx\" exe=\"/usr/sbin/nginx\""),
            "type=EXECVE " + stamp(1) + "argc=2 a0=\"nginx\" a1=\"-g\"",
            "type=EOE " + stamp(1),
            syscall(2, "59", "ppid=50 pid=51 comm=\"sh\" exe=\"/bin/sh\""),
            "type=EOE " + stamp(2));
    expect(
        events.get(1).event().build(),
        "process.parent.pid=50",
        "process.parent.name=nginx",
        "process.parent.executable=/usr/sbin/nginx",
        "process.parent.command_line=nginx -g");
  }

  @ParameterizedTest
  @CsvSource({
    "2,a1=0,file-read",
    "2,a1=241,file-write",
    "257,a2=90800,directory-list",
    "257,a2=2,file-write",
    "437,a2=2,file-open",
    "82,a2=2,file-rename",
    "76,a2=2,file-truncate",
    "90,a1=1ff,file-permission-change",
    "175,a1=1,kernel_module_loaded",
    "101,a1=1,process_traced",
    "227,a1=1,time_changed",
    "9999,a1=1,syscall"
  })
  void knowsWhatSystemCallsDo(String number, String argument, String action) {
    expect(
        one("auditd", syscall(3, number, argument + IDS), "type=EOE " + stamp(3)),
        "event.action=" + action);
  }

  @Test
  void readsRenames() {
    expect(
        one(
            "auditd",
            syscall(3, "264", "success=yes" + IDS),
            "type=CWD " + stamp(3) + "cwd=\"/srv/a\"",
            "type=PATH " + stamp(3) + "item=0 name=\"/srv/a\" nametype=PARENT",
            "type=PATH " + stamp(3) + "item=1 name=\"../a/./old.doc\" nametype=DELETE",
            "type=PATH " + stamp(3) + "item=2 name=\"/tmp/new.doc\" nametype=CREATE",
            "type=PROCTITLE " + stamp(3) + "proctitle=\"mv\""),
        "event.action=file-rename",
        "file.path=/srv/a/old.doc",
        "file.target_path=/tmp/new.doc",
        "file.name=old.doc");
  }

  @Test
  void readsSocketAddresses() {
    expect(
        one(
            "auditd",
            syscall(3, "42", "success=yes" + IDS),
            "type=SOCKADDR " + stamp(3) + "saddr=0200115CCB0071090000000000000000",
            "type=EOE " + stamp(3)),
        "event.action=network_connect",
        "destination.ip=203.0.113.9",
        "destination.port=4444");
    expect(
        one(
            "auditd",
            "type=SYSCALL " + stamp(4) + "arch=c00000b7 syscall=203 " + IDS,
            "type=SOCKADDR "
                + stamp(4)
                + "saddr=0A0001BB0000000020010DB800000000000000000000000100000000",
            "type=EOE " + stamp(4)),
        "auditd.log.syscall=connect",
        "auditd.log.arch=aarch64",
        "destination.ip=2001:db8:0:0:0:0:0:1",
        "destination.port=443");
    expect(
        one(
            "auditd",
            syscall(5, "42", IDS),
            "type=SOCKADDR "
                + stamp(5)
                + "saddr=01002F72756E2F646F636B65722E736F636B00"
                + GS
                + "SADDR={ saddr_fam=local path=/run/docker.sock }",
            "type=EOE " + stamp(5)),
        "auditd.log.socket_path=/run/docker.sock",
        "destination.ip!");
  }

  @Test
  void readsUserRecordsAtOnce() {
    LineParser parser = Sources.open("auditd", Reading.CONTEXT);
    List<Parsed> out = new ArrayList<>();
    String text =
        "node=db01 type=USER_LOGIN "
            + stamp(8)
            + "pid=3 uid=0 auid=4294967295 ses=4294967295 subj=system_u msg='op=login acct=\"root\""
            + " exe=\"/usr/sbin/sshd\" hostname=? addr=198.51.100.7 terminal=ssh res=failed'";
    parser.accept(new Line(text.getBytes(UTF_8), 0, false), out::add);
    assertThat(out).hasSize(1);
    expect(
        out.get(0).event().build(),
        "event.action=user_login",
        "event.category=authentication",
        "event.outcome=failure",
        "user.name=root",
        "source.ip=198.51.100.7",
        "host.name=db01",
        "auditd.log.type=USER_LOGIN",
        "auditd.log.terminal=ssh",
        "auditd.log.hostname!",
        "auditd.log.auid!",
        "process.executable=/usr/sbin/sshd");
  }

  @Test
  void readsAccountsCommandsAndServices() {
    expect(
        one(
            "auditd",
            "type=USER_CMD "
                + stamp(8)
                + "pid=3 uid=1001 auid=1001 ses=1 msg='cwd=\"/\" cmd="
                + hex("mysql -pHunter2")
                + " terminal=pts/0 res=success'"
                + GS
                + "UID=\"li.na\" AUID=\"li.na\""),
        "event.action=sudo_command",
        "user.name=li.na",
        "process.command_line=mysql -p***",
        "auditd.log.cmd=mysql -p***");
    expect(
        one(
            "auditd",
            "type=ADD_USER "
                + stamp(8)
                + "pid=3 uid=0 auid=1001 ses=1 msg='op=add-user acct=\"bob\""
                + " exe=\"/usr/sbin/useradd\" res=success'"
                + GS
                + "AUID=\"li.na\""),
        "event.action=user_added",
        "user.name=li.na",
        "user.target.name=bob");
    expect(
        one(
            "auditd",
            "type=USER_MGMT "
                + stamp(8)
                + "pid=3 uid=0 auid=1001 msg='op=add-user-to-group grp=\"wheel\" acct=\"bob\""
                + " res=success'"),
        "event.action=user_added_to_group",
        "group.name=wheel");
    expect(
        one(
            "auditd",
            "type=SERVICE_STOP "
                + stamp(8)
                + "pid=1 uid=0 auid=4294967295 msg='unit=auditd comm=\"systemd\""
                + " exe=\"/lib/systemd/systemd\" res=success'"),
        "event.action=service_stopped",
        "service.name=auditd");
    expect(
        one("auditd", "type=DAEMON_END " + stamp(8) + "op=terminate auid=0 pid=1 res=success"),
        "service.name=auditd",
        "event.action=service_stopped");
    expect(
        one(
            "auditd",
            "type=CONFIG_CHANGE " + stamp(8) + "auid=0 op=remove_rule key=\"k\" list=4 res=1"),
        "event.action=audit_config_changed",
        "auditd.log.key=k",
        "event.outcome=success");
  }

  @ParameterizedTest
  @CsvSource({
    "garbage",
    "type=SYSCALL",
    "type=SYSCALL msg=audit(1:2",
    "type=SYSCALL msg=audit(1773451830.123): x",
    "type= msg=audit(1.2:3): x",
    "msg=audit(1.2:3): type=SYSCALL",
    "type=SYSCALL msg=audit(1.2:abc): x"
  })
  void saysWhenALineIsNone(String line) {
    assertThat(problem("auditd", line)).isEqualTo("unknown-format");
  }

  @Test
  void boundsWhatItHolds() {
    LineParser parser = Sources.open("auditd", Reading.CONTEXT);
    List<Parsed> out = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      parser.accept(new Line(syscall(i, "59", IDS).getBytes(UTF_8), i, false), out::add);
    }
    assertThat(out).hasSizeGreaterThanOrEqualTo(1000 - 129);
    parser.flush(out::add);
    assertThat(out).hasSize(1000);
    assertThat(out.stream().map(Parsed::offset).distinct()).hasSize(1000);
  }

  @Test
  void tellsTheActorFromTheAccountActedUpon() {
    expect(
        one(
            "auditd",
            "type=ADD_USER "
                + stamp(8)
                + "pid=3 uid=0 auid=4294967295 msg='op=add-user acct=\"bob\" res=success'"),
        "user.name=root",
        "user.target.name=bob");
    expect(
        one(
            "auditd",
            "type=USER_CHAUTHTOK "
                + stamp(8)
                + "pid=3 uid=0 auid=1001 msg='op=PAM:chauthtok acct=\"bob\" res=success'"
                + GS
                + "AUID=\"li.na\""),
        "event.action=password_changed",
        "user.name=li.na",
        "user.target.name=bob");
    expect(
        one(
            "auditd",
            "type=USER_START "
                + stamp(8)
                + "pid=3 uid=0 auid=1001 msg='op=PAM:session_open acct=\"root\" res=success'"
                + GS
                + "AUID=\"li.na\""),
        "user.name=li.na",
        "user.effective.name=root");
  }

  @Test
  void readsHostileNesting() {
    String line = "type=USER_CMD " + stamp(1) + "msg='" + "a='".repeat(200_000);
    expect(one("auditd", line), "event.action=sudo_command");
  }
}
