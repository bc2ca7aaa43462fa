package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;

class SyslogSourceTest {
  @Test
  void readsRfc5424WithStructuredData() {
    Event event =
        one(
            "syslog",
            "<165>1 2026-03-14T22:14:15.003+08:00 app1.example evntslog 99 ID47 [exampleSDID@32473"
                + " iut=\"3\" eventID=\"10\\\"11\\]\"][pw@1 password=\"x1\"] \ufeff审批完成");
    expect(
        event,
        "@timestamp=2026-03-14T14:14:15.003Z",
        "event.timezone=+08:00",
        "host.name=app1.example",
        "process.name=evntslog",
        "process.pid=99",
        "log.syslog.msgid=ID47",
        "log.syslog.priority=165",
        "log.syslog.facility.name=local4",
        "log.syslog.severity.name=notice",
        "message=审批完成",
        "event.dataset=syslog.log");
    assertThat(event.asMap().get("log.syslog.structured_data"))
        .isEqualTo(
            Map.of(
                "exampleSDID@32473", Map.of("iut", "3", "eventID", "10\"11]"),
                "pw@1", Map.of("password", "***")));
    assertThat(event.text("event.original")).doesNotContain("x1");
  }

  @Test
  void readsRfc5424WithNilValues() {
    Event event = one("syslog", "<34>1 - - - - - - su root failed");
    expect(
        event,
        "@timestamp=2026-03-15T04:00:00Z",
        "host.name=agent-host",
        "process.name!",
        "message=su root failed",
        "log.syslog.facility.name=auth");
  }

  @Test
  void dispatchesByProgramName() {
    expect(
        one(
            "syslog",
            "<86>Mar 14 22:14:15 gate01 sshd[5]: Accepted password for a from 10.0.0.1 port 1"
                + " ssh2"),
        "event.dataset=sshd.auth",
        "event.action=ssh_login",
        "log.syslog.facility.name=authpriv");
    expect(
        one(
            "syslog",
            "<86>1 2026-03-14T22:14:15Z gate01 sshd 5 - - Failed password for a from 10.0.0.1 port"
                + " 1 ssh2"),
        "event.dataset=sshd.auth",
        "event.outcome=failure");
    expect(
        one(
            "syslog",
            "2026-03-14T22:14:15.123456+08:00 fs1 smbd_audit[5]:"
                + " li.na|10.0.0.9|pc9|docs|unlinkat|ok|/srv/docs/a"),
        "event.dataset=samba.audit",
        "event.action=file-delete");
  }

  @Test
  void readsUsbLines() {
    String head = "Mar 14 10:00:00 ws9 kernel: [ 1234.567] ";
    expect(
        one(
            "syslog",
            head
                + "usb 1-1.2: New USB device found, idVendor=0951, idProduct=1666, bcdDevice="
                + " 1.10"),
        "event.action=usb_device_connected",
        "device.id=0951:1666",
        "usb.port=1-1.2",
        "event.dataset=syslog.log");
    expect(one("syslog", head + "usb 1-1.2: SerialNumber: AA11"), "device.serial_number=AA11");
    expect(
        one("syslog", head + "usb-storage 1-1.2:1.0: USB Mass Storage device detected"),
        "event.action=usb_storage_attached",
        "usb.port=1-1.2");
    expect(
        one("syslog", head + "usb 1-1.2: USB disconnect, device number 5"),
        "event.action=usb_device_disconnected");
    expect(
        one("syslog", head + "sd 6:0:0:0: [sdb] Attached SCSI removable disk"),
        "event.action=removable_disk_attached",
        "device.id=sdb");
  }

  @Test
  void readsPacketFilterLines() {
    expect(
        one(
            "syslog",
            "Mar 14 10:00:00 fw kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= MAC=00:11:22 SRC=203.0.113.9"
                + " DST=10.0.0.2 LEN=40 TOS=0x00 TTL=244 ID=1 PROTO=TCP SPT=40000 DPT=3389"
                + " WINDOW=1024 SYN URGP=0"),
        "event.action=packet_blocked",
        "event.type=connection,denied",
        "source.ip=203.0.113.9",
        "source.port=40000",
        "destination.ip=10.0.0.2",
        "destination.port=3389",
        "network.transport=tcp",
        "network.bytes=40",
        "observer.egress.interface.name!");
    expect(
        one(
            "syslog",
            "Mar 14 10:00:00 fw kernel: X IN=a OUT=b SRC=10.0.0.1 DST=10.0.0.2 LEN=56 PROTO=ICMP"
                + " TYPE=3 [SRC=10.9.9.9 DST=10.8.8.8 LEN=44 PROTO=TCP SPT=1 DPT=2 ]"),
        "event.action=packet_logged",
        "source.ip=10.0.0.1",
        "source.port!");
  }

  @Test
  void readsHeadersAsTheyAreFound() {
    expect(
        one("syslog", "Mar  4 10:00:00 kernel: no host here"),
        "process.name=kernel",
        "host.name=agent-host");
    expect(
        one("syslog", "Mar 14 10:00:00 h syslogd 1.4.1: restart."),
        "process.name=syslogd",
        "event.action=service_started");
    expect(
        one("syslog", "Mar 14 2025 10:00:00 h app: with year"),
        "@timestamp=2025-03-14T02:00:00Z",
        "process.name=app");
    expect(one("syslog", "<13>just a message"), "message=just a message", "log.syslog.priority=13");
    expect(
        one("syslog", "Mar 14 10:00:00 h no tag at all"), "message=no tag at all", "process.name!");
    expect(
        one("syslog", "Mar 14 10:00:00 fe80::1 /usr/sbin/named[7]: x"),
        "host.name=fe80::1",
        "process.name=named",
        "process.pid=7");
    assertThat(problem("syslog", "<999>Mar")).isEqualTo("no-syslog-header");
    assertThat(problem("syslog", "no header")).isEqualTo("no-syslog-header");
  }

  @Test
  void fallsBackToOtherCharacterSets() {
    byte[] gb = "Mar 14 10:00:00 h app: 用户登录".getBytes(Charset.forName("GB18030"));
    byte[] latin = "Mar 14 10:00:00 h app: caf\u00e9 x".getBytes(StandardCharsets.ISO_8859_1);
    List<Parsed> parsed = Reading.all("syslog", Reading.CONTEXT, List.of(gb, latin));
    expect(parsed.get(0).event().build(), "message=用户登录", "tags=charset-gb18030");
    expect(parsed.get(1).event().build(), "message=caf\u00e9 x", "tags=charset-iso-8859-1");
  }

  @Test
  void notesClocksThatAreWrong() {
    Event ahead = one("syslog", "<13>1 2026-03-15T06:00:00Z h app - - - x");
    expect(
        ahead, "@timestamp=2026-03-15T06:00:00Z", "tags=clock-skew", "gov.agent.skew_ms=7200000");
    Event far = one("syslog", "<13>1 2046-03-15T06:00:00Z h app - - - x");
    expect(far, "@timestamp=2026-03-15T04:00:00Z", "tags=clock-skew");
    assertThat(far.text("error.message")).contains("2046");
    Event old = one("syslog", "<13>1 1970-01-01T00:00:00Z h app - - - x");
    expect(old, "@timestamp=2026-03-15T04:00:00Z", "tags=timestamp-invalid");
    Event impossible = one("syslog", "Feb 30 10:00:00 h app: x");
    expect(impossible, "@timestamp=2026-03-15T04:00:00Z", "tags=timestamp-invalid", "message=x");
  }

  @Test
  void putsStaticFieldsOnEveryEvent() {
    ParseContext context =
        new ParseContext(
            ZoneId.of("UTC"), 0, null, Reading.CLOCK, Map.of("gov.org_unit", "finance"));
    for (Parsed parsed : Reading.all("syslog", context, "garbage", "Mar 14 10:00:00 h a: b")) {
      expect(parsed.event().build(), "gov.org_unit=finance", "ecs.version=8.17.0");
    }
  }
}
