package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.core.event.EventFormatException;

/**
 * One target per source. Input is a whole stream: lines are split at LF, so that records that span
 * lines are reached as well.
 */
class ParserFuzzTest {
  @FuzzTest
  void sshd(FuzzedDataProvider data) throws EventFormatException {
    parse("sshd", data);
  }

  @FuzzTest
  void syslog(FuzzedDataProvider data) throws EventFormatException {
    parse("syslog", data);
  }

  @FuzzTest
  void nginx(FuzzedDataProvider data) throws EventFormatException {
    parse("nginx", data);
  }

  @FuzzTest
  void apache(FuzzedDataProvider data) throws EventFormatException {
    parse("apache", data);
  }

  @FuzzTest
  void apacheError(FuzzedDataProvider data) throws EventFormatException {
    parse("apache-error", data);
  }

  @FuzzTest
  void auditd(FuzzedDataProvider data) throws EventFormatException {
    parse("auditd", data);
  }

  @FuzzTest
  void zeek(FuzzedDataProvider data) throws EventFormatException {
    parse("zeek", data);
  }

  @FuzzTest
  void samba(FuzzedDataProvider data) throws EventFormatException {
    parse("samba", data);
  }

  @FuzzTest
  void postgresql(FuzzedDataProvider data) throws EventFormatException {
    parse("postgresql", data);
  }

  @FuzzTest
  void ecs(FuzzedDataProvider data) throws EventFormatException {
    parse("ecs", data);
  }

  @FuzzTest
  void json(FuzzedDataProvider data) throws EventFormatException {
    parse("json", data);
  }

  private static void parse(String source, FuzzedDataProvider data) throws EventFormatException {
    byte[] input = data.consumeRemainingAsBytes();
    if (input.length == 0) {
      // Without a corpus the seed input is empty: the sample lines are the seeds then.
      input = String.join("\n", SampleLines.ALL).getBytes(UTF_8);
    }
    LineParser parser = Sources.open(source, Reading.CONTEXT);
    int from = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == '\n') {
        byte[] line = java.util.Arrays.copyOfRange(input, from, i);
        parser.accept(new Line(line, from, false), ParserFuzzTest::check);
        from = i + 1;
      }
    }
    parser.flush(ParserFuzzTest::check);
    if (parser.heldFrom().isPresent()) {
      throw new IllegalStateException("lines are held after a flush");
    }
  }

  private static void check(Parsed parsed) {
    try {
      ParsedChecks.check(parsed);
    } catch (EventFormatException e) {
      throw new IllegalStateException("not a valid document", e);
    }
  }
}
