package org.watchfire.store.bundle;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of a stranger: a report or a clear refusal, never anything else. */
class BundleFuzzTest {
  @FuzzTest
  void zip(byte[] data) throws IOException {
    Path file = Files.createTempFile("bundle", ".zip");
    try {
      Files.write(file, data);
      BundleReport report = BundleCheck.check(file, null);
      if (report.text().isEmpty() || report.exitCode() != (report.good() ? 0 : 6)) {
        throw new AssertionError("no report");
      }
    } finally {
      Files.delete(file);
    }
  }

  @FuzzTest
  void manifest(byte[] data) {
    try {
      Manifest manifest = Manifest.parse(data);
      if (!Manifest.parse(manifest.bytes()).equals(manifest)) {
        throw new AssertionError("a manifest was read as another one");
      }
    } catch (BundleException e) {
      requireMessage(e);
    }
  }

  @FuzzTest
  void json(byte[] data) {
    try {
      Object tree = JsonText.parse(data);
      byte[] written = JsonText.write(tree).getBytes(StandardCharsets.UTF_8);
      if (!JsonText.write(JsonText.parse(written)).equals(JsonText.write(tree))) {
        throw new AssertionError("JSON was read as something else");
      }
    } catch (JsonText.FormatException e) {
      requireMessage(e);
    }
  }

  @FuzzTest
  void tableRow(byte[] data) {
    String row = new String(new CsvTable(CsvTable.COLUMNS).row(1, data), StandardCharsets.UTF_8);
    if (!row.startsWith("\"1\",\"") || !row.endsWith("\"\r\n")) {
      throw new AssertionError("a row lost its form");
    }
  }

  private static void requireMessage(Exception e) {
    if (e.getMessage() == null || e.getMessage().isEmpty()) {
      throw new AssertionError("no reason given", e);
    }
  }
}
