package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.rules.inspect.EventInspector;

/** Real logs that lie beside the project, where they do; they are not part of it. */
class SharedSamplesTest {
  @ParameterizedTest(name = "{1} as {0}")
  @CsvSource({
    "sshd,OpenSSH_2k.log,2000",
    "sshd,Linux_2k.log,2000",
    "syslog,Linux_2k.log,2000",
    "apache-error,Apache_2k.log,2000",
    "zeek,zeek-dns.ndjson.gz,20000",
    "zeek,zeek-ssh.ndjson.gz,22"
  })
  void everyLineBecomesAStructuredEvent(String source, String name, long lines) throws IOException {
    Path file = sample(name);
    assumeTrue(file != null, "shared sample " + name + " is not here");
    ParseContext context = new ParseContext(ZoneOffset.UTC, 0, "sample", Reading.CLOCK, Map.of());
    try (InputStream in = Files.newInputStream(file)) {
      ParseSummary summary =
          new ParseFile(name, new EventInspector())
              .run(in, source, context, OutputStream.nullOutputStream());
      assertThat(summary).isEqualTo(new ParseSummary(lines, lines, lines, 0, Map.of()));
    }
  }

  /** {@code ../shared/data/logs} beside the project, whichever folder the tests run in. */
  private static Path sample(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        Path file = at.resolveSibling("shared").resolve("data/logs").resolve(name);
        return Files.isReadable(file) ? file : null;
      }
    }
    return null;
  }
}
