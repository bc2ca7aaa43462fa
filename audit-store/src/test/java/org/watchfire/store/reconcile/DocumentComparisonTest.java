package org.watchfire.store.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.watchfire.core.json.Json;
import org.watchfire.store.index.IndexDocument;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.reconcile.DocumentComparison.Result;

class DocumentComparisonTest {
  private static final byte[] RECORD =
      "{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"user\":{\"name\":\"a\"},\"n\":1.0}"
          .getBytes(UTF_8);

  private static DocumentComparison compare(byte[] source) {
    return DocumentComparison.of(Stream.EVENTS, 7, RECORD, source);
  }

  private static byte[] whole() {
    return IndexDocument.whole(Stream.EVENTS, 7, RECORD).orElseThrow();
  }

  @Test
  void whatWasIndexedIsTheSame() {
    assertThat(compare(whole()).result()).isEqualTo(Result.SAME);
  }

  @Property(tries = 300)
  void anyChangedByteIsSeen(@ForAll @IntRange(min = 0, max = 10_000) int at, @ForAll byte change) {
    byte[] source = whole();
    int place = at % source.length;
    if (change != 0) {
      source[place] ^= change;
      assertThat(compare(source).result()).isEqualTo(Result.DIFFERENT);
    }
  }

  @Property(tries = 200)
  void theFieldThatDiffersIsNamedAndItsValueIsNot(
      @ForAll @AlphaChars @StringLength(min = 2, max = 8) String value) {
    String changed = new String(whole(), UTF_8).replace("\"a\"", "\"" + value + "\"");
    DocumentComparison comparison = compare(changed.getBytes(UTF_8));
    assertThat(comparison.result()).isEqualTo(Result.DIFFERENT);
    assertThat(comparison.fields()).containsExactly("user.name");
  }

  @Test
  void reducedFormsAreKnownByTheirOwnReason() {
    Instant now = Instant.parse("2026-11-22T00:00:00Z");
    assertThat(compare(IndexDocument.reduced(Stream.EVENTS, 7, RECORD, "why", now)).result())
        .isEqualTo(Result.REDUCED);
    assertThat(compare(IndexDocument.minimal(Stream.EVENTS, 7, "why", now)).result())
        .isEqualTo(Result.REDUCED);
    assertThat(compare(IndexDocument.reduced(Stream.EVENTS, 8, RECORD, "why", now)).result())
        .isEqualTo(Result.DIFFERENT);
    byte[] other = "{\"@timestamp\":\"2026-11-21T08:00:00Z\"}".getBytes(UTF_8);
    assertThat(compare(IndexDocument.reduced(Stream.EVENTS, 7, other, "why", now)).result())
        .isEqualTo(Result.DIFFERENT);
  }

  @Test
  void whatIsNoJsonIsDifferent() {
    assertThat(compare("{".getBytes(UTF_8)).result()).isEqualTo(Result.DIFFERENT);
    assertThat(compare(new byte[0]).result()).isEqualTo(Result.DIFFERENT);
  }

  @Test
  void documentsComeOutOfAnAnswerByteForByte() throws Exception {
    String source = "{ \"b\" : \"é\\u0041\", \"a\":[1.0,{\"hits\":{}}] }";
    String answer =
        "{\"took\":1,\"timed_out\":false,\"hits\":{\"max_score\":null,\"hits\":[{\"_index\":\"i\","
            + "\"_id\":\"x\",\"_source\":"
            + source
            + ",\"fields\":{\"wf.seq\":[5,6]},\"sort\":[5]},{\"_index\":\"j\",\"_id\":\"y\","
            + "\"_source\":{}}]}}";
    List<StoredDocument> found = StoredDocuments.parse(answer.getBytes(UTF_8));
    assertThat(found).hasSize(2);
    assertThat(new String(found.get(0).source(), UTF_8)).isEqualTo(source);
    assertThat(found.get(0).seq()).isEqualTo(5);
    assertThat(found.get(1).seq()).isEqualTo(-1);
    assertThat(found.get(1).id()).isEqualTo("y");
  }

  @Test
  void aDocumentThatIsNotUtf8StopsNothing() throws Exception {
    byte[] source = "{\"a\":\"xyz\",\"b\":1}".getBytes(UTF_8);
    source[7] = (byte) 0xe5;
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes("{\"hits\":{\"hits\":[{\"_index\":\"索引\",\"_source\":".getBytes(UTF_8));
    answer.writeBytes(source);
    answer.writeBytes(",\"_id\":\"x\",\"fields\":{\"wf.seq\":[3]}}]}}".getBytes(UTF_8));
    List<StoredDocument> found = StoredDocuments.parse(answer.toByteArray());
    assertThat(found).hasSize(1);
    assertThat(found.get(0).source()).isEqualTo(source);
    assertThat(found.get(0).index()).isEqualTo("索引");
    assertThat(found.get(0).seq()).isEqualTo(3);
    assertThat(compare(source).result()).isEqualTo(Result.DIFFERENT);
  }

  @Test
  void noticesNameTheSameTamperingTheSameWay() throws Exception {
    Finding altered =
        new Finding(Finding.Kind.ALTERED, Stream.EVENTS, 5, "i", "x", List.of("user.name"), "d1");
    Finding missing = new Finding(Finding.Kind.MISSING, Stream.EVENTS, 6, "", "y", List.of(), "");
    Finding surplus =
        new Finding(Finding.Kind.SURPLUS, Stream.EVENTS, -1, "i", "z", List.of(), "d2");
    List<TamperNotice> notices =
        TamperNotice.of(List.of(surplus, missing, altered), Instant.parse("2026-11-22T00:00:00Z"));
    List<TamperNotice> again = TamperNotice.of(List.of(altered, surplus), Instant.EPOCH);
    assertThat(notices).hasSize(2);
    assertThat(again.stream().map(TamperNotice::id).toList())
        .isEqualTo(notices.stream().map(TamperNotice::id).toList());
    assertThat(Json.parseObject(notices.get(0).alert()).get("alert").toString())
        .contains("severity=critical", "kind=integrity", "user.name", "events/5 i/x");
    Finding otherwise =
        new Finding(Finding.Kind.ALTERED, Stream.EVENTS, 5, "i", "x", List.of("user.name"), "d3");
    assertThat(TamperNotice.of(List.of(otherwise), Instant.EPOCH).get(0).id())
        .isNotEqualTo(notices.get(0).id());
  }
}
