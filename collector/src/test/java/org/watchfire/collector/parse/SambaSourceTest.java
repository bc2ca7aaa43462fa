package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SambaSourceTest {
  private static final String HEAD = "Mar 14 10:20:30 fs1 smbd_audit[77]: ";
  private static final String WHO = "GOV\\li.na|10.2.0.8|pc-17|archive|";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "openat|ok|r|/srv/share/档案/a.doc;file-read;access;/srv/share/档案/a.doc",
        "openat|ok|w|/srv/share/a.doc;file-write;change;/srv/share/a.doc",
        "unlinkat|ok|/srv/share/a.doc;file-delete;deletion;/srv/share/a.doc",
        "mkdirat|ok|/srv/share/new;directory-create;creation;/srv/share/new",
        "pwrite_send|ok|/srv/share/a.doc;file-write;change;/srv/share/a.doc",
        "fdopendir|ok|sub/dir;directory-list;access;/archive/sub/dir",
        "pread_send|ok|a|b.doc;file-read;access;/archive/a|b.doc",
        "create_file|ok|0x100081|dir|open|/srv/share;directory-open;access;/srv/share",
        "chmod|ok|/srv/share/a|644;file-permission-change;change;/srv/share/a",
        "get_alloc_size|ok|12;samba_get_alloc_size;info;/archive/12"
      })
  void readsOperations(String operation, String action, String type, String path) {
    expect(
        one("samba", HEAD + WHO + operation),
        "event.dataset=samba.audit",
        "event.action=" + action,
        "event.category=file",
        "event.type=" + type,
        "event.outcome=success",
        "file.path=" + path,
        "user.name=li.na",
        "user.domain=GOV",
        "source.ip=10.2.0.8",
        "samba.share=archive",
        "samba.client=pc-17",
        "host.name=fs1",
        "process.pid=77",
        "@timestamp=2026-03-14T02:20:30Z");
  }

  @Test
  void readsRenamesAndRefusals() {
    expect(
        one("samba", HEAD + WHO + "renameat|ok|/srv/a/old.doc|/srv/b/new.doc"),
        "event.action=file-rename",
        "file.path=/srv/a/old.doc",
        "file.target_path=/srv/b/new.doc");
    expect(
        one("samba", HEAD + WHO + "openat|fail (Permission denied)|r|secret/x"),
        "event.outcome=failure",
        "event.reason=Permission denied",
        "samba.result=fail (Permission denied)");
  }

  @Test
  void readsConnects() {
    expect(
        one("samba", HEAD + WHO + "connect|ok|archive"),
        "event.action=share_connected",
        "event.category=session,network",
        "file.path!");
    expect(one("samba", HEAD + WHO + "disconnect|ok|archive"), "event.type=end");
  }

  @Test
  void readsLinesWithoutHeaderAndOtherPrefixes() {
    expect(
        one("samba", WHO + "unlinkat|ok|x"),
        "host.name=agent-host",
        "@timestamp=2026-03-15T04:00:00Z");
    ParseContext context =
        new ParseContext(
            ZoneId.of("UTC"),
            0,
            "h",
            Reading.CLOCK,
            Map.of(),
            Map.of("samba.prefix", "%I|%S|%U", "samba.root.docs", "/data/docs"));
    expect(
        Reading.all("samba", context, "10.0.0.1|docs|wang|open|ok|r|b/c.pdf")
            .get(0)
            .event()
            .build(),
        "source.ip=10.0.0.1",
        "user.name=wang",
        "file.path=/data/docs/b/c.pdf",
        "file.extension=pdf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "Mar 14 10:20:30 fs1 smbd_audit[77]: a|b|c",
        "Mar 14 10:20:30 fs1 smbd_audit[77]: u|10.0.0.1|m|s|open|maybe|x",
        "Mar 14 10:20:30 fs1 smbd_audit[77]: u|10.0.0.1|m|s|OPEN FILE|ok|x",
        "Mar 14 10:20:30 fs1 smbd[77]: connect to service archive initially as user li.na"
      })
  void saysWhenALineIsNone(String line) {
    assertThat(problem("samba", line)).isEqualTo("unknown-format");
  }
}
