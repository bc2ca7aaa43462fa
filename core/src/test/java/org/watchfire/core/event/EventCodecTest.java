package org.watchfire.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
  @Test
  void nestsDottedNamesInOrderOfFirstAppearance() {
    Event event =
        Event.builder()
            .put("@timestamp", Instant.parse("2026-11-21T08:55:00Z"))
            .put("user.name", "li.na")
            .put("source.ip", "10.0.0.1")
            .put("user.id", "1001")
            .put("event.category", List.of("file"))
            .put("empty", "")
            .put("none", null)
            .build();

    assertThat(new String(EventCodec.encode(event), UTF_8))
        .isEqualTo(
            "{\"@timestamp\":\"2026-11-21T08:55:00Z\",\"user\":{\"name\":\"li.na\",\"id\":\"1001\"},"
                + "\"source\":{\"ip\":\"10.0.0.1\"},\"event\":{\"category\":[\"file\"]}}");
  }

  @Test
  void keepsBothWhenANameIsValueAndPrefix() throws Exception {
    Event valueFirst = Event.builder().put("a", 1).put("a.b", 2).build();
    Event prefixFirst = Event.builder().put("a.b.c", 2).put("a", 1).build();

    assertThat(EventCodec.decode(EventCodec.encode(valueFirst)).asMap())
        .isEqualTo(Map.of("a", 1L, "a.b", 2L));
    assertThat(EventCodec.decode(EventCodec.encode(prefixFirst)).asMap())
        .isEqualTo(Map.of("a", 1L, "a.b.c", 2L));
  }

  @Test
  void readsNestedAndDottedAlikeAndLooksIntoArraysOfObjects() throws Exception {
    Event event =
        EventCodec.decode(
            """
            {"user":{"name":"wang"},"source.ip":"::1","gov":{"data":{"findings":[
              {"detector":"cn-resident-id","count":3},{"detector":"bank-card","count":1}]}},
              "big":123456789012345678901234567890,"x":null,"y":[],"z":[null,"k"]}"""
                .getBytes(UTF_8));

    assertThat(event.text("user.name")).isEqualTo("wang");
    assertThat(event.text("source.ip")).isEqualTo("::1");
    assertThat(event.texts("gov.data.findings.detector"))
        .containsExactly("cn-resident-id", "bank-card");
    assertThat(event.get("big")).isEqualTo("123456789012345678901234567890");
    assertThat(event.fields()).doesNotContain("x", "y");
    assertThat(event.texts("z")).containsExactly("k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{\"a\":1}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1},\"a.b\":2}"
      })
  void refusesWhatIsNotOneObject(String json) {
    assertThatThrownBy(() -> EventCodec.decode(json.getBytes(UTF_8)))
        .isInstanceOf(EventFormatException.class);
  }

  @Test
  void refusesDeepAndLargeDocumentsWithoutEchoingThem() {
    String deep = "{\"a\":".repeat(80) + "1" + "}".repeat(80);
    assertThatThrownBy(() -> EventCodec.decode(deep.getBytes(UTF_8)))
        .isInstanceOf(EventFormatException.class);
    byte[] large = new byte[EventCodec.MAX_BYTES + 1];
    assertThatThrownBy(() -> EventCodec.decode(large))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining("larger than");
    assertThatThrownBy(() -> EventCodec.decode("{\"a\":secret}".getBytes(UTF_8)))
        .isInstanceOf(EventFormatException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void loneSurrogatesBecomeTheReplacementCharacter() throws Exception {
    Event event = Event.builder().put("m", "a\uD800b😀\uDC00").build();
    assertThat(EventCodec.decode(EventCodec.encode(event)).text("m")).isEqualTo("a�b😀�");
  }

  @Property(tries = 300)
  void decodeInvertsEncode(@ForAll("events") Event event) throws Exception {
    assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
  }

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<String> name =
        Arbitraries.of("a", "b", "user", "name", "x1")
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(parts -> String.join(".", parts));
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            Arbitraries.strings().filter(s -> EventCodec.wellFormed(s).equals(s)).map(s -> s),
            Arbitraries.longs().map(l -> l),
            Arbitraries.of(true, false).map(b -> b),
            Arbitraries.doubles().between(-1e9, 1e9).map(d -> d),
            Arbitraries.strings().alpha().ofMinLength(1).list().ofMinSize(1).map(l -> l));
    return Arbitraries.maps(name, value)
        .ofMaxSize(12)
        .map(
            map -> {
              Event.Builder builder = Event.builder();
              map.forEach(builder::put);
              return builder.build();
            });
  }
}
