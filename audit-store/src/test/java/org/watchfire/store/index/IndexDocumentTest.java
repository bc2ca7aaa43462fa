package org.watchfire.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.FieldCatalog;

class IndexDocumentTest {
  private static Optional<String> whole(String record) {
    return IndexDocument.whole(Stream.EVENTS, 7, record.getBytes(UTF_8))
        .map(b -> new String(b, UTF_8));
  }

  @Test
  void placeIsSplicedIntoTheBytesAsTheyAre() {
    assertThat(whole("{\"b\":1.0,\"a\":\"é\"}"))
        .contains("{\"b\":1.0,\"a\":\"é\",\"wf\":{\"stream\":\"events\",\"seq\":7}}");
    assertThat(whole("{}")).contains("{\"wf\":{\"stream\":\"events\",\"seq\":7}}");
    assertThat(whole(" {\n \"a\" : 1\r\n}\n"))
        .contains("{  \"a\" : 1  ,\"wf\":{\"stream\":\"events\",\"seq\":7}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{\"wf\":{\"seq\":1}}",
        "{\"a\":1,\"wf.seq\":2}",
        "{\"\\u0077f\":{\"seq\":1}}",
      })
  void whatIsNoObjectOrClaimsOurFieldsIsNotSpliced(String record) {
    assertThat(whole(record)).isEmpty();
  }

  @Test
  void otherNamesThatLookLikeOursAreFine() {
    assertThat(whole("{\"a\":\"wf\",\"wfx\":{\"wf\":1},\"u\":\"\\u0041\"}")).isPresent();
  }

  @Test
  void reducedDocumentKeepsTheWholeTextAndTheReason() throws Exception {
    String record =
        "{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"event\":{\"id\":\"x\",\"action\":{}}}";
    Map<String, Object> reduced =
        Json.parseObject(
            IndexDocument.reduced(Stream.EVENTS, 7, record.getBytes(UTF_8), "why", Instant.EPOCH));
    assertThat(reduced)
        .containsEntry("@timestamp", "2026-11-21T08:00:00Z")
        .containsEntry("event.id", "x")
        .containsEntry(
            "wf", Map.of("stream", "events", "seq", 7L, "index_error", "why", "raw", record));
    assertThat(
            Json.parseObject(
                IndexDocument.reduced(Stream.EVENTS, 7, new byte[] {1}, "why", Instant.EPOCH)))
        .containsEntry("@timestamp", "1970-01-01T00:00:00Z");
  }

  @Test
  void catalogKnowsItsFieldsAndNothingElse() {
    FieldCatalog catalog = FieldCatalog.standard();
    assertThat(catalog.type("source.ip")).contains(FieldCatalog.Type.IP);
    assertThat(catalog.type("zeek.conn.uid")).contains(FieldCatalog.Type.KEYWORD);
    assertThat(catalog.type("zeek")).isEmpty();
    assertThat(catalog.type("zeek.")).isEmpty();
    assertThat(catalog.type("source")).isEmpty();
    assertThat(catalog.type("nothing.like.it")).isEmpty();
  }

  @Test
  void theFirstEntryOfALogIsADocumentOfItsOwn() throws Exception {
    String note =
        "it.gov/events/2026q4\n"
            + "12\n"
            + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
            + "\u2014 it.gov/events/2026q4 AAAAAAAA\n";
    byte[] document = IndexDocument.whole(Stream.EVENTS, 12, note.getBytes(UTF_8)).orElseThrow();
    Map<String, Object> json = Json.parseObject(document);
    assertThat(json).containsEntry("@timestamp", "2027-01-01T00:00:00Z");
    assertThat(json.get("wf").toString()).contains("seq=12", "kind=checkpoint");
    assertThat(json.get("message").toString()).contains("it.gov/events/2026q4", "12");
  }
}
