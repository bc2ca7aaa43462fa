package org.watchfire.rules.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.core.event.Event;
import org.watchfire.core.policy.PolicyObject;

class DirectoryTest {
  static PolicyObject object(String type, String id, Object... body) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < body.length; i += 2) {
      map.put((String) body[i], body[i + 1]);
    }
    return new PolicyObject(type, id, 1, "", "2026-11-21T00:00:00Z", "secadmin", false, map);
  }

  private static PolicyObject deleted(String type, String id) {
    return new PolicyObject(type, id, 2, "h", "2026-11-21T00:00:00Z", "secadmin", true, Map.of());
  }

  private static Directory asset(String... selectors) throws DirectoryFormatException {
    return Directory.empty()
        .with(object("asset", "archive", "level", 4L, "selectors", List.of(selectors)));
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/share/档案/**, /srv/share/档案/a/b.docx, true",
    "/srv/share/档案/**, /srv/share/档案, true",
    "/srv/share/档案/, /srv/share/档案/x, true",
    "/srv/share/档案/**, /srv/share//./档案/a.docx, true",
    "/srv/share/档案/**, /srv/share/公开/../档案/a.docx, true",
    "/srv/share/档案/**, /srv/share/档案/../公开/a.docx, false",
    "/srv/share/档案/**, /srv/share/档案室/a.docx, false",
    "/srv/share/档案, /srv/share/档案/a.docx, false",
    "/srv/*/机密/*.docx, /srv/s1/机密/a.docx, true",
    "/srv/*/机密/*.docx, /srv/s1/机密/b/a.docx, false",
    "/**/机密/**, /home/li/机密/a, true",
    "/srv/a, /SRV/a, false",
  })
  void findsAssetsByPath(String selector, String path, boolean found)
      throws DirectoryFormatException {
    Event event =
        Event.builder().put("event.category", List.of("file")).put("file.path", path).build();

    assertThat(asset("path:" + selector).assetsOf(event)).hasSize(found ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "archive.public.secret_files, archive, public.secret_files, true",
    "archive.public.secret_files, archive, secret_files, true",
    "archive.public.secret_files, Archive, \"PUBLIC\".\"Secret_Files\", true",
    "archive.public.secret_files, other, public.secret_files, false",
    "archive.public, archive, public.anything, true",
    "archive, archive, hr.salary, true",
    "archive.hr.*, archive, hr.salary, true",
    "archive.hr.*, archive, public.salary, false",
  })
  void findsAssetsByDatabaseObject(String selector, String database, String object, boolean found)
      throws DirectoryFormatException {
    Event event =
        Event.builder()
            .put("event.category", List.of("database"))
            .put("postgresql.database", database)
            .put("postgresql.object", object)
            .build();

    assertThat(asset("db:" + selector).assetsOf(event)).hasSize(found ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "oa.example/archive/**, oa.example, , /archive/1.docx, true",
    "oa.example/archive/**, OA.example, , /archive/%31.docx, true",
    "oa.example/%61rchive/**, oa.example, , /x, false",
    "oa.example/archive/**, oa.example, , /public/../archive/1, true",
    "oa.example/archive/**, oa.example, , /%61rchive/1, true",
    "oa.example/archive/**, www.example, , /archive/1, false",
    "oa.example/archive/**, , oa, /archive/1, true",
    "oa.example/archive/**, , web7, /archive/1, false",
    "/archive/**, , web7, /archive/1, true",
    "https://oa.example, oa.example, , /any, true",
  })
  void findsAssetsByUrl(String selector, String domain, String host, String path, boolean found)
      throws DirectoryFormatException {
    Event event =
        Event.builder()
            .put("event.category", List.of("web"))
            .put("url.domain", domain)
            .put("host.name", host)
            .put("url.path", path)
            .build();

    assertThat(asset("url:" + selector).assetsOf(event)).hasSize(found ? 1 : 0);
  }

  @Test
  void findsAHostByASuccessfulLogOnOnly() throws DirectoryFormatException {
    Directory directory = asset("host:DB*");
    Event.Builder event =
        Event.builder()
            .put("host.name", "db01")
            .put("event.action", "ssh_login")
            .put("event.outcome", "success");

    assertThat(directory.assetsOf(event.build())).hasSize(1);
    assertThat(directory.assetsOf(event.put("event.outcome", "failure").build())).isEmpty();
    assertThat(
            directory.assetsOf(
                event
                    .put("event.outcome", "success")
                    .put("event.action", "session_opened")
                    .build()))
        .isEmpty();
  }

  @Test
  void knowsAPersonByAnyOfTheirAccounts() throws DirectoryFormatException {
    Directory directory =
        Directory.empty()
            .with(
                object(
                    "person",
                    "p1",
                    "name",
                    "李娜",
                    "accounts",
                    List.of("li.na", "GOV\\lina"),
                    "clearance",
                    2L));

    assertThat(directory.personByAccount("LI.NA")).isPresent();
    assertThat(directory.personByAccount("OA\\li.na")).isPresent();
    assertThat(directory.personByAccount("lina@gov.example")).isPresent();
    assertThat(directory.personByAccount("li.na2")).isEmpty();
  }

  @Test
  void anObjectThatIsDeletedIsGone() throws DirectoryFormatException {
    Directory before =
        asset("host:db01").with(object("person", "p1", "accounts", List.of("li.na")));

    Directory after = before.with(deleted("asset", "archive")).with(deleted("person", "p1"));

    assertThat(after.assets()).isEmpty();
    assertThat(after.personByAccount("li.na")).isEmpty();
    assertThat(before.assets()).hasSize(1);
  }

  @Test
  void theSameObjectsInAnyOrderGiveTheSameAnswer() throws DirectoryFormatException {
    PolicyObject a = object("person", "a", "accounts", List.of("shared"));
    PolicyObject b = object("person", "b", "accounts", List.of("shared"));

    assertThat(Directory.empty().with(b).with(a).personByAccount("shared").orElseThrow().id())
        .isEqualTo("a");
    assertThat(Directory.empty().with(a).with(b).personByAccount("shared").orElseThrow().id())
        .isEqualTo("a");
  }

  @Test
  void readsALevelScheme() throws DirectoryFormatException {
    Directory directory =
        Directory.empty()
            .with(
                object(
                    "level-scheme",
                    "default",
                    "levels",
                    List.of(
                        Map.of("id", "open", "rank", 1L, "zh", "公开", "en", "Open"),
                        Map.of("id", "inner", "rank", 2L, "zh", "内部", "en", "Internal"))));

    assertThat(directory.level(2).zh()).isEqualTo("内部");
    assertThat(directory.level(9).en()).isEqualTo("level 9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path:relative",
        "db:",
        "db:a.b.c.d",
        "ftp:/x",
        "url:",
        "host:",
        "host:a/b",
        "nothing"
      })
  void refusesASelectorItCannotRead(String selector) {
    assertThatThrownBy(() -> asset(selector))
        .isInstanceOf(DirectoryFormatException.class)
        .hasMessageContaining("asset/archive")
        .hasMessageContaining("selectors");
  }

  @Test
  void refusesBodiesOfTheWrongForm() {
    assertThatThrownBy(() -> Directory.empty().with(object("person", "p", "clearance", "high")))
        .hasMessage("person/p: 'clearance' must be a whole number from 0 to 100");
    assertThatThrownBy(() -> Directory.empty().with(object("person", "p", "accounts", "li.na")))
        .hasMessage("person/p: 'accounts' must be a list of texts");
    assertThatThrownBy(() -> Directory.empty().with(object("person", "p", "status", "gone")))
        .hasMessage("person/p: 'status' must be active, suspended or left");
    assertThatThrownBy(() -> Directory.empty().with(object("asset", "a", "level", 0L)))
        .hasMessageContaining("'level'");
    assertThatThrownBy(() -> Directory.empty().with(object("asset", "a", "marking", "VERY")))
        .hasMessageContaining("'marking'");
    assertThatThrownBy(
            () ->
                Directory.empty()
                    .with(object("level-scheme", "default", "levels", List.of(Map.of("id", "x")))))
        .isInstanceOf(DirectoryFormatException.class);
  }
}
