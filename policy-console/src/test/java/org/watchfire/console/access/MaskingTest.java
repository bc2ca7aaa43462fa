package org.watchfire.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.watchfire.console.web.StrictJson;

/** What is left of a record. */
class MaskingTest {
  private static final JsonNode RECORD =
      json(
          """
          {"@timestamp":"2026-11-21T08:00:00Z","event":{"id":"e1","action":"file-read","original":"li.na read a.docx"},
           "user":{"name":"li.na","full_name":"李娜"},"source":{"ip":"10.0.0.1","port":1234},
           "file":{"path":"/srv/a.docx","size":7},"message":"li.na read a.docx","tags":["a.docx"],
           "gov":{"data":{"rank":3,"findings":[{"detector":"id","masked":"1***"}]}},"person.phone":"138"}
          """);

  @Test
  void ofWhatIsDeniedOnlyTheEnvelopeStays() {
    Masking.Masked masked = Masking.content(RECORD);
    assertThat(masked.record().toString())
        .contains("2026-11-21T08:00:00Z", "e1", "file-read", "li.na", "10.0.0.1")
        .doesNotContain("a.docx", "李娜", "138", "1***", "1234");
    assertThat(masked.record().at("/gov/data/rank").asInt()).isEqualTo(3);
    assertThat(masked.masked())
        .contains("file.path", "message", "event.original", "tags", "user.full_name")
        .doesNotContain("user.name");
    assertThat(RECORD.at("/file/path").asText()).as("the record itself").isEqualTo("/srv/a.docx");
  }

  @Test
  void aMaskedFieldTakesTheOriginalLineWithIt() {
    Masking.Masked masked = Masking.fields(RECORD, List.of("file.path", "person.phone"));
    assertThat(masked.record().toString()).doesNotContain("/srv/a.docx", "138", "read a.docx");
    assertThat(masked.masked())
        .containsExactly("event.original", "file.path", "message", "person.phone");
    assertThat(masked.record().at("/user/full_name").asText()).isEqualTo("李娜");
    // A name masks what lies below it.
    assertThat(Masking.fields(RECORD, List.of("gov")).record().at("/gov/data/rank").asText())
        .isEqualTo(Masking.MASK);
    assertThat(Masking.fields(RECORD, List.of()).record()).isSameAs(RECORD);
  }

  @Test
  void aFieldIsFoundByItsDottedName() {
    assertThat(Masking.value(RECORD, "file.path").asText()).isEqualTo("/srv/a.docx");
    assertThat(Masking.value(RECORD, "person.phone").asText()).isEqualTo("138");
    assertThat(Masking.value(RECORD, "file.no")).isNull();
    assertThat(Masking.value(RECORD, "message.x")).isNull();
  }

  /** Whatever a record looks like, no value of a field that is hidden is in what is shown. */
  @Property(tries = 500)
  void nothingThatIsHiddenIsShown(@ForAll long seed) {
    Random random = new Random(seed);
    ObjectNode record = random(random, 3);
    List<String> names = List.of("a", "b", "c", "d");
    String field =
        names.get(random.nextInt(4))
            + (random.nextBoolean() ? "." + names.get(random.nextInt(4)) : "");
    JsonNode shown = Masking.fields(record, List.of(field)).record();
    JsonNode value = Masking.value(shown, field);
    if (value != null) {
      assertThat(value.toString()).doesNotContainPattern("secret");
    }
    assertThat(shown.toString().replaceAll("secret\\d+|" + Masking.MASK, "v"))
        .as("nothing but values changes")
        .hasSizeLessThanOrEqualTo(record.toString().length());
  }

  private static ObjectNode random(Random random, int depth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("a", "b", "c", "d")) {
      switch (random.nextInt(depth > 0 ? 4 : 2)) {
        case 0 -> node.put(name, "secret" + random.nextInt(1_000));
        case 1 -> node.putArray(name).add("secret" + random.nextInt(1_000)).add("secret2");
        case 2 -> node.set(name, random(random, depth - 1));
        default -> {
          // Absent.
        }
      }
    }
    return node;
  }

  private static JsonNode json(String text) {
    return StrictJson.tree(text.getBytes(StandardCharsets.UTF_8));
  }
}
