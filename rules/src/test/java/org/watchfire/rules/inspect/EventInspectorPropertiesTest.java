package org.watchfire.rules.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.watchfire.core.event.Event;

class EventInspectorPropertiesTest {
  private final EventInspector inspector = new EventInspector(new Inspector(SampleValues.CLOCK));

  @Property(tries = 200)
  void noRawValueSurvivesInAnyForm(
      @ForAll("ids") String id, @ForAll("cards") String card, @ForAll("around") String around) {
    String percent = id.chars().mapToObj(c -> "%%%02x".formatted(c)).reduce("", String::concat);
    String json = id.chars().mapToObj(c -> "\\u%04X".formatted(c)).reduce("", String::concat);
    Event.Builder event =
        Event.builder()
            .put("event.original", around + " " + id + " " + card)
            .put("message", "{\"a\":\"\\n" + id + "\\t" + card + "\"}")
            .put("url.original", "/x?a=" + percent + "&b=" + card)
            .put("process.args", List.of(id, "--card=" + card, around))
            .put("http.request.body.content", json);

    inspector.inspect(event);

    String all = event.build().asMap().toString();
    assertThat(all)
        .doesNotContain(id)
        .doesNotContain(card)
        .doesNotContain(percent)
        .doesNotContain(json);
  }

  @Provide
  Arbitrary<String> ids() {
    return SampleValues.ids();
  }

  @Provide
  Arbitrary<String> cards() {
    return SampleValues.cards();
  }

  @Provide
  Arbitrary<String> around() {
    return SampleValues.surroundings();
  }
}
