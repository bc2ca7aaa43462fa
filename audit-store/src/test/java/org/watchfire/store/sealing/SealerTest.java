package org.watchfire.store.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Stream;

class SealerTest {
  private static final Clock NOVEMBER =
      Clock.fixed(Instant.parse("2026-11-22T03:00:00Z"), ZoneOffset.UTC);
  private static final CryptoSuite SUITE = CryptoSuites.intl();

  @TempDir Path dir;

  private final AeadKey kek = SUITE.newAeadKey();
  private final MacKey pseudonyms = SUITE.newMacKey();

  private static SealingSettings settings(String... fields) {
    Path unread = Path.of("unread");
    return new SealingSettings(
        List.of(fields), "user.name", List.of("events", "alerts"), unread, unread, true);
  }

  private Sealer sealer(Path at, String... fields) throws IOException {
    return new Sealer(
        settings(fields), SubjectKeys.open(at, kek, new FileDisk()), pseudonyms, NOVEMBER);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void sealsOnlyThePersonalFieldsAndGivesBackTheVeryBytes() throws Exception {
    Sealer sealer = sealer(dir, "user.name", "source.ip", "message");
    byte[] record =
        utf8(
            " {\"event\" : {\"id\":\"e1\",\"action\":\"login\"}, \"user\":{\"name\" :\"李娜\"},\n"
                + "\"source.ip\":\"10.1.2.3\" ,\"message\":\"a\\u0062 \\\"c\\\"\",\"n\":1.50}");
    byte[] sealed = sealer.seal(Stream.EVENTS, record);
    assertThat(text(sealed))
        .contains("\"action\":\"login\"", "\"n\":1.50", "\"user\":{\"name\" :\"wfs1.")
        .doesNotContain("李娜", "10.1.2.3");
    assertThat(Sealer.kids(sealed)).containsExactly(sealer.pseudonym("李娜") + "-2026q4-1");
    assertThat(sealer.unsealed(Stream.EVENTS, sealed)).isEqualTo(record);
    assertThat(sealer.indexed(Stream.EVENTS, sealed)).isEqualTo(record);
  }

  @Test
  void leavesOtherStreamsAndRecordsAboutNobodyAsTheyAre() throws Exception {
    Sealer sealer = sealer(dir, "user.name", "source.ip");
    byte[] record = utf8("{\"event.id\":\"1\",\"user.name\":\"a\"}");
    byte[] nobody = utf8("{\"event.id\":\"1\",\"source.ip\":\"10.0.0.1\"}");
    assertThat(sealer.seal(Stream.AUDIT, record)).isSameAs(record);
    assertThat(sealer.seal(Stream.EVENTS, nobody)).isSameAs(nobody);
    byte[] checkpoint = utf8("gov.example/events/2026q3\n7\nwfs1.");
    assertThat(sealer.unsealed(Stream.EVENTS, checkpoint)).isSameAs(checkpoint);
  }

  @Test
  void aValueMovedToAnotherRecordFieldOrStreamDoesNotOpen() throws Exception {
    Sealer sealer = sealer(dir, "user.name", "user.email");
    String sealed =
        text(
            sealer.seal(
                Stream.EVENTS,
                utf8("{\"event.id\":\"1\",\"user.name\":\"a\",\"user.email\":\"a@b\"}")));
    for (String moved :
        List.of(
            sealed.replace("\"event.id\":\"1\"", "\"event.id\":\"2\""),
            sealed.replace("user.name", "user.other").replace("user.email", "user.name"))) {
      assertThat(text(sealer.unsealed(Stream.EVENTS, utf8(moved)))).isEqualTo(moved);
    }
    assertThat(text(sealer.unsealed(Stream.ALERTS, utf8(sealed)))).isEqualTo(sealed);
  }

  @Test
  void afterTheKeyIsDestroyedOnlyThatPersonIsUnreadable() throws Exception {
    Sealer sealer = sealer(dir, "user.name");
    byte[] li = utf8("{\"event.id\":\"1\",\"user.name\":\"li.na\"}");
    byte[] wang = utf8("{\"event.id\":\"2\",\"user.name\":\"wang.wei\"}");
    byte[] sealedLi = sealer.seal(Stream.EVENTS, li);
    byte[] sealedWang = sealer.seal(Stream.EVENTS, wang);
    sealer.keys().sync();
    String person = sealer.pseudonym("li.na");
    // Another process destroys it; the one that sealed has it in memory.
    SubjectKeys other = SubjectKeys.open(dir, kek, new FileDisk());
    List<String> living = other.living(person, "2026q1", "2026q4");
    assertThat(living).containsExactly(person + "-2026q4-1");
    assertThat(other.destroy(living.get(0), utf8("{\"why\":\"case 7\"}"))).isTrue();
    assertThat(other.destroy(living.get(0), utf8("{}"))).isFalse();

    assertThat(sealer.unsealed(Stream.EVENTS, sealedLi)).isEqualTo(sealedLi);
    assertThat(sealer.unsealed(Stream.EVENTS, sealedWang)).isEqualTo(wang);
    assertThat(other.tombstoneOf(living.get(0))).contains(utf8("{\"why\":\"case 7\"}"));
    byte[] later = sealer.seal(Stream.EVENTS, li);
    assertThat(Sealer.kids(later)).containsExactly(person + "-2026q4-2");
    assertThat(sealer.unsealed(Stream.EVENTS, later)).isEqualTo(li);
  }

  @Test
  void noFileHoldsANameOrADataKeyInTheClear() throws Exception {
    Sealer sealer = sealer(dir, "user.name");
    String kid = sealer.pseudonym("li.na") + "-2026q4-1";
    var unused = sealer.seal(Stream.EVENTS, utf8("{\"event.id\":\"1\",\"user.name\":\"li.na\"}"));
    sealer.keys().sync();
    String key = sealer.keys().find(kid).orElseThrow().text();
    String material = key.substring(key.lastIndexOf(':') + 1);
    try (var files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.toString()).doesNotContain("li.na");
        assertThat(Files.readString(file)).doesNotContain("li.na").doesNotContain(material);
      }
    }
  }

  @Test
  void aDestructionCutOffAfterItsTombstoneIsCompletedAtTheNextOpen() throws Exception {
    Sealer sealer = sealer(dir, "user.name");
    byte[] sealed =
        sealer.seal(Stream.EVENTS, utf8("{\"event.id\":\"1\",\"user.name\":\"li.na\"}"));
    String kid = Sealer.kids(sealed).iterator().next();
    Files.createDirectories(dir.resolve("shredded"));
    Files.writeString(dir.resolve("shredded").resolve(kid + ".json"), "{}");
    Sealer again = sealer(dir, "user.name");
    assertThat(again.keys().find(kid)).isEmpty();
    assertThat(again.unsealed(Stream.EVENTS, sealed)).isEqualTo(sealed);
  }

  @Test
  void aDamagedKeyFileIsPutAsideAndAForeignKekStops() throws Exception {
    Sealer sealer = sealer(dir, "user.name");
    byte[] record = utf8("{\"event.id\":\"1\",\"user.name\":\"li.na\"}");
    byte[] sealed = sealer.seal(Stream.EVENTS, record);
    String kid = Sealer.kids(sealed).iterator().next();
    sealer.keys().sync();
    SubjectKeys foreign = SubjectKeys.open(dir, SUITE.newAeadKey(), new FileDisk());
    assertThatThrownBy(() -> foreign.find(kid))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another KEK");
    Path file;
    try (var files = Files.walk(dir)) {
      file = files.filter(f -> f.toString().endsWith(".key")).findFirst().orElseThrow();
    }
    Files.write(file, new byte[0]); // what a power cut leaves of a file that was not synced
    Sealer again = sealer(dir, "user.name");
    assertThat(Sealer.kids(again.seal(Stream.EVENTS, record)))
        .containsExactly(kid.replace("q4-1", "q4-2"));
    assertThat(file.resolveSibling(kid + ".damaged")).exists();
  }

  @Test
  void refusesToSealWhatTheStoreNeeds() {
    for (String field : List.of("event.id", "event", "@timestamp", "alert", "user", ".x")) {
      assertThatThrownBy(() -> settings(field))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + field + "'");
    }
    assertThatThrownBy(
            () -> new SealingSettings(List.of("a"), "user.name", List.of("audit"), dir, dir, true))
        .hasMessageContaining("audit");
    assertThatThrownBy(
            () ->
                new SealingSettings(List.of("a"), "user.name", List.of("events"), null, null, true))
        .hasMessageContaining("kek-file");
  }

  /** Oracle: the tree with the values taken out by hand. */
  @Property(tries = 300)
  void openingWhatWasSealedIsTheIdentity(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("event.id", "e" + seed);
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("name", "人" + random.nextInt(3));
    user.put("x", value(random, 3));
    tree.put("user", user);
    for (int i = random.nextInt(6); i >= 0; i--) {
      tree.put(
          List.of("p", "q", "r", "p.s", "\u00e9\"\\", "list").get(random.nextInt(6)),
          value(random, 3));
    }
    byte[] record = Json.write(tree);
    Path at = Files.createTempDirectory("seal");
    Sealer sealer = sealer(at, "user.name", "p", "q.a", "list.b");
    byte[] sealed = sealer.seal(Stream.EVENTS, record);
    assertThat(sealer.unsealed(Stream.EVENTS, sealed)).isEqualTo(record);
    Map<String, Object> after = Json.parseObject(sealed);
    tree.forEach(
        (name, before) -> {
          if (name.equals("p") && before != null) {
            assertThat(after.get(name)).asString().startsWith("wfs1.");
          } else if (List.of("event.id", "r", "p.s").contains(name)) {
            assertThat(Json.write(after.get(name))).isEqualTo(Json.write(before));
          }
        });
    try (var files = Files.walk(at)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> "text " + random.nextInt() + "\n\"é烽";
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian();
      case 3 -> random.nextBoolean();
      case 4 -> null;
      case 5 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
          map.put(List.of("a", "b", "c").get(i), value(random, depth - 1));
        }
        yield map;
      }
    };
  }
}
