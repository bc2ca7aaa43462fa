package org.watchfire.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What is measured: rules, and one batch of events in the form that each engine takes. The same in
 * every process for the same arguments.
 *
 * @param texts the events for event-ruler
 * @param bytes the same events for us
 * @param leftOut parts of the file that cannot be used
 */
record Workload(List<PlainRule> rules, List<String> texts, List<byte[]> bytes, int leftOut) {
  /** Events in a batch, a power of two. */
  static final int BATCH = 512;

  /** System property with the file of events; generated ones without it. */
  static final String EVENTS_PROPERTY = "watchfire.bench.events";

  private static final long SEED = 20_250_607L;

  Workload {
    rules = List.copyOf(rules);
    texts = List.copyOf(texts);
    bytes = List.copyOf(bytes);
  }

  /**
   * @throws IOException when the file cannot be read or has no events
   * @throws IllegalArgumentException when its events do not have values for so many rules
   */
  static Workload of(Lane lane, int rules, Optional<Path> file) throws IOException {
    Corpus corpus = file.isPresent() ? Corpus.read(file.get(), SEED) : Corpus.generated(SEED);
    List<ObjectNode> all = corpus.events();
    List<ObjectNode> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(all.get((int) ((long) i * all.size() / BATCH)));
    }
    List<PlainRule> drawn = new RuleDraw(batch, all, new Random(SEED)).draw(lane, rules);
    List<String> texts = batch.stream().map(ObjectNode::toString).toList();
    List<byte[]> bytes = texts.stream().map(t -> t.getBytes(UTF_8)).toList();
    return new Workload(drawn, texts, bytes, corpus.leftOut());
  }

  /** Mean size of an event in bytes. */
  long meanBytes() {
    return bytes.stream().mapToLong(b -> b.length).sum() / bytes.size();
  }
}
