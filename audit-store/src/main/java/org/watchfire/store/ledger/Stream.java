package org.watchfire.store.ledger;

import java.util.Locale;
import java.util.Optional;
import org.watchfire.core.topic.Topics;

/** What the store keeps: one topic, one ledger and one index alias each. */
public enum Stream {
  EVENTS(Topics.EVENTS),
  ALERTS(Topics.ALERTS),
  AUDIT(Topics.AUDIT),
  DEADLETTER(Topics.DEADLETTER);

  private final String topic;
  private final String id = name().toLowerCase(Locale.ROOT);

  Stream(String topic) {
    this.topic = topic;
  }

  /** Name in paths, origins, URLs and documents, such as {@code events}. */
  public String id() {
    return id;
  }

  /** The Kafka topic it is filled from. */
  public String topic() {
    return topic;
  }

  /** The Elasticsearch alias it is searched through, such as {@code wf-events}. */
  public String alias() {
    return "wf-" + id;
  }

  /** The stream with that {@link #id()}. */
  public static Optional<Stream> of(String id) {
    for (Stream s : values()) {
      if (s.id.equals(id)) {
        return Optional.of(s);
      }
    }
    return Optional.empty();
  }
}
