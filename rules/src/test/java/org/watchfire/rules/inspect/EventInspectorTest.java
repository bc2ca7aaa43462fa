package org.watchfire.rules.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;

class EventInspectorTest {
  private static final String ID = "11010519491231002X";

  private final EventInspector inspector = new EventInspector(new Inspector(SampleValues.CLOCK));

  @Test
  void masksEveryFieldAndCountsWhatTheOriginalRepeatsOnce() {
    Event.Builder event =
        Event.builder()
            .put("event.original", "GET /q?sfz=" + ID + "&t=1 HTTP/1.1")
            .put("url.query", "sfz=" + ID + "&t=1")
            .put("source.ip", "10.0.0.1");

    inspector.inspect(event);

    Event masked = event.build();
    assertThat(new String(EventCodec.encode(masked), StandardCharsets.UTF_8)).doesNotContain(ID);
    assertThat(masked.text("url.query")).isEqualTo("sfz=110***********2X&t=1");
    assertThat(masked.text("event.original")).isEqualTo("GET /q?sfz=110***********2X&t=1 HTTP/1.1");
    assertThat(masked.get("gov.data.findings"))
        .isEqualTo(
            List.of(
                Map.of(
                    "detector",
                    "resident-id",
                    "confidence",
                    "HIGH",
                    "count",
                    1L,
                    "unique",
                    1L,
                    "zone",
                    "url.query",
                    "masked",
                    "110***********2X")));
  }

  @Test
  void countsDifferentValues() {
    Random random = new Random(1);
    String one = SampleValues.id(random);
    String two = SampleValues.id(random);
    Event.Builder event =
        Event.builder().put("http.request.body.content", one + "," + two + "," + one);

    inspector.inspect(event);

    assertThat(event.build().get("gov.data.findings.count")).isEqualTo(List.of(3L));
    assertThat(event.build().get("gov.data.findings.unique")).isEqualTo(List.of(2L));
  }

  @Test
  void looksIntoListsMapsAndLargeNumbers() {
    String id = digitsOnlyId();
    Event.Builder event =
        Event.builder()
            .put("process.args", List.of("curl", "-d", "sfz=" + ID))
            .put("json", Map.of("person", Map.of("id_card", Long.parseLong(id)), ID, "as a name"))
            .put("event.duration", 1_732_176_000_000_000_000L);

    inspector.inspect(event);

    String all = event.build().asMap().toString();
    assertThat(all).doesNotContain(ID).doesNotContain(id).contains("sfz=110***********2X");
    assertThat(event.build().get("event.duration")).isEqualTo(1_732_176_000_000_000_000L);
    assertThat(event.build().texts("gov.data.findings.zone"))
        .contains("process.args", "json.person.id_card");
  }

  @Test
  void theNameOfAFieldCountsAsContext() {
    Event.Builder event =
        Event.builder().put("json.phone", "13812345678").put("json.bytes", "13812345679");

    inspector.inspect(event);

    assertThat(event.build().text("json.phone")).isEqualTo("138****5678");
    assertThat(event.build().text("json.bytes")).isEqualTo("13812345679");
  }

  @Test
  void marksTheStrictestMarkAndKeepsItReadable() {
    Event.Builder event =
        Event.builder()
            .put("file.path", "/srv/share/机密★5年 方案.docx")
            .put("file.target_path", "/tmp/绝密★长期.docx");

    inspector.inspect(event);

    assertThat(event.build().text("gov.data.marking")).isEqualTo("TOP_SECRET");
    assertThat(event.build().text("file.path")).isEqualTo("/srv/share/机密★5年 方案.docx");
    assertThat(event.build().get("gov.data.findings.masked")).isEqualTo(List.of("机密★5年", "绝密★长期"));
  }

  @Test
  void anExamPaperOrTalkSetsNoMarking() {
    Event.Builder event =
        Event.builder().put("file.path", "/srv/绝密★启用前 数学.pdf").put("message", "应标注为机密★10年");

    inspector.inspect(event);

    assertThat(event.build().text("gov.data.marking")).isNull();
    assertThat(event.build().texts("gov.data.findings.detector"))
        .containsExactly("exam-mark", "secrecy-mark");
  }

  @Test
  void secondInspectionKeepsTheFindingsOfTheFirst() {
    Event.Builder event = Event.builder().put("message", "身份证 " + ID + " 机密★5年");
    inspector.inspect(event);
    Event first = event.build();

    inspector.inspect(event);

    assertThat(event.build()).isEqualTo(first);
  }

  @Test
  void leavesOrdinaryEventsUntouched() {
    Event.Builder event =
        Event.builder()
            .put(
                "event.original",
                "Nov 21 08:55:01 oa sshd[2211]: Accepted password for li.na from 10.1.2.3 port"
                    + " 51022 ssh2")
            .put("event.id", "0123456789abcdef0123456789abcdef")
            .put("http.response.body.bytes", 5316L);
    Event before = event.build();

    assertThat(inspector.inspect(event)).isZero();
    assertThat(event.build()).isEqualTo(before);
  }

  private static String digitsOnlyId() {
    Random random = new Random(11);
    String id = SampleValues.id(random);
    while (id.endsWith("X")) {
      id = SampleValues.id(random);
    }
    return id;
  }
}
