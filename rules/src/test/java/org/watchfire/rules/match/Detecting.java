package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.sigma.RuleSource;

/** Makes rules and events of short texts. */
final class Detecting {
  private Detecting() {}

  static Event event(String json) {
    try {
      return EventCodec.decode(json.getBytes(UTF_8));
    } catch (EventFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A rule with the given detection part, for all events. */
  static RuleSet rule(String detection) {
    String text =
        "title: t\nid: r1\nlogsource: {product: any}\ndetection:\n"
            + detection.indent(2)
            + (detection.contains("condition:") ? "" : "  condition: sel\n");
    RuleSet rules = RuleSet.compile(List.of(new RuleSource("t.yml", text)), Routing.none());
    if (!rules.rejections().isEmpty()) {
      throw new IllegalArgumentException(rules.rejections().get(0).text());
    }
    return rules;
  }

  static boolean matches(String detection, String json) {
    return !rule(detection).match(event(json)).isEmpty();
  }
}
