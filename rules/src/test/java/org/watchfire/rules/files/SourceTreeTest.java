package org.watchfire.rules.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;

class SourceTreeTest {
  @TempDir Path temp;

  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

  private void entry(String prefix, String name, char type, String content) throws IOException {
    byte[] body = content.getBytes(UTF_8);
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, String.format("%011o", body.length));
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    put(header, 345, prefix);
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    tar.write(header);
    tar.write(body);
    tar.write(new byte[(512 - body.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private Path archive(byte[] content) throws IOException {
    Path file = temp.resolve("rules.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
    return file;
  }

  private List<String> read(Path place) throws IOException {
    return SourceTree.read(place, n -> n.endsWith(".yml")).stream()
        .map(e -> e.path() + "=" + new String(e.content(), UTF_8))
        .toList();
  }

  @Test
  void readsArchives() throws IOException {
    String longName = "d/" + "x".repeat(150) + ".yml";
    String record = " path=" + longName + "\n";
    entry("", "rules/", '5', "");
    entry("", "rules/b.yml", '0', "b");
    entry("rules/deep", "a.yml", '0', "a".repeat(1000));
    entry("", "link.yml", '2', "");
    entry("", "note.txt", '0', "not wanted");
    entry("", "pax", 'x', (record.length() + 3) + record);
    entry("", "short.yml", '0', "pax");
    entry("", "././@LongLink", 'L', "z" + longName + "\0");
    entry("", "short.yml", '0', "gnu");
    tar.write(new byte[1024]);

    assertThat(read(archive(tar.toByteArray())))
        .containsExactly(
            longName + "=pax",
            "rules/b.yml=b",
            "rules/deep/a.yml=" + "a".repeat(1000),
            "z" + longName + "=gnu");
  }

  @Test
  void saysWhatIsWrongWithAnArchive() throws IOException {
    entry("", "a.yml", '0', "content");
    byte[] good = tar.toByteArray();
    assertThatThrownBy(() -> read(archive(Arrays.copyOf(good, 300))))
        .hasMessageContaining("rules.tar.gz ends in the middle of a header");
    assertThatThrownBy(() -> read(archive(Arrays.copyOf(good, 515))))
        .hasMessageContaining("ends in the middle of a file");
    byte[] wrong = good.clone();
    wrong[3] = 'x';
    assertThatThrownBy(() -> read(archive(wrong))).hasMessageContaining("wrong checksum");
    Path noGzip = Files.writeString(temp.resolve("x.tgz"), "plain");
    assertThatThrownBy(() -> read(noGzip)).isInstanceOf(IOException.class);
  }

  @Test
  void findsRulesInFoldersFilesAndArchives() throws IOException {
    entry("", "in/c.yml", '0', "c");
    entry("", "regression_data/x/c.yml", '0', "not a rule");
    Path archive = archive(tar.toByteArray());
    Path folder = Files.createDirectories(temp.resolve("f/sub"));
    Files.writeString(folder.resolve("b.yaml"), "\uFEFFb");
    Files.writeString(folder.resolve("b.tests.yml"), "");
    Files.writeString(folder.resolve("routing.yml"), "");
    Files.writeString(folder.resolve("info.yml"), "");
    Files.write(temp.resolve("f/a.yml"), new byte[] {(byte) 0xff});
    Path file = Files.writeString(temp.resolve("rule.txt"), "d");

    RuleFiles.Found found = RuleFiles.find(List.of(archive, temp.resolve("f"), file));

    assertThat(found.rules())
        .containsExactly(
            new RuleSource(archive + "/in/c.yml", "c"),
            new RuleSource(temp.resolve("f") + "/sub/b.yaml", "b"),
            new RuleSource(file.toString(), "d"));
    assertThat(found.unreadable())
        .extracting(Rejection::text)
        .containsExactly(temp.resolve("f") + "/a.yml: not UTF-8 text");
    assertThatThrownBy(() -> RuleFiles.find(List.of(temp.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class);
  }
}
