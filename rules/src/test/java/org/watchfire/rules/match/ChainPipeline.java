package org.watchfire.rules.match;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.watchfire.rules.correlate.CorrelationSpec;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.correlate.Window;
import org.watchfire.rules.sigma.CorrelationRule;

/**
 * A stand-in for the detection job: one operator for each level, in parallel instances with keyed
 * state, matches between watermarks in any order, everything through its byte form. It can be
 * copied at any time, which is what a checkpoint is.
 */
final class ChainPipeline {
  /** What goes from one operator to the next: a match, or a watermark when the rule is null. */
  private record Message(String rule, List<String> group, byte[] occurrence, long watermark) {}

  private record State(String rule, List<String> group, byte[] window) {}

  private static final class Instance {
    final TreeMap<String, State> states = new TreeMap<>();
    final List<Message> inbox = new ArrayList<>();
    long watermark = Long.MIN_VALUE / 2;
  }

  private final RuleSet rules;
  private final Random random;
  private final List<List<Instance>> levels = new ArrayList<>();
  private final List<String> fired = new ArrayList<>();

  ChainPipeline(RuleSet rules, int parallelism, Random random) {
    this.rules = rules;
    this.random = random;
    for (int level = 0; level < CorrelationLink.MAX_LEVEL; level++) {
      List<Instance> instances = new ArrayList<>();
      for (int i = 0; i < parallelism; i++) {
        instances.add(new Instance());
      }
      levels.add(instances);
    }
  }

  /** The same state in a job that goes on by itself. */
  ChainPipeline checkpoint() {
    ChainPipeline copy = new ChainPipeline(rules, levels.get(0).size(), random);
    for (int level = 0; level < levels.size(); level++) {
      for (int i = 0; i < levels.get(level).size(); i++) {
        Instance from = levels.get(level).get(i);
        Instance to = copy.levels.get(level).get(i);
        to.states.putAll(from.states);
        to.inbox.addAll(from.inbox);
        to.watermark = from.watermark;
      }
    }
    copy.fired.addAll(fired);
    return copy;
  }

  List<String> fired() {
    return fired;
  }

  void match(CorrelationInput in) {
    String key = in.rule().header().id() + in.group();
    List<Instance> instances = levels.get(in.level() - 1);
    instances
        .get(Math.floorMod(key.hashCode(), instances.size()))
        .inbox
        .add(new Message(in.rule().header().id(), in.group(), bytes(in.occurrence()), 0));
  }

  /** Time has passed for the first level; the others hear of it when those before them have. */
  void watermark(long time) {
    levels.get(0).forEach(i -> i.inbox.add(new Message(null, List.of(), null, time)));
  }

  /** Lets the first operators work off what they have got. */
  void work(int upTo) {
    for (int level = 1; level <= upTo; level++) {
      long before = slowest(level);
      for (Instance i : levels.get(level - 1)) {
        work(i);
      }
      long after = slowest(level);
      if (after > before && level < levels.size()) {
        levels.get(level).forEach(i -> i.inbox.add(new Message(null, List.of(), null, after)));
      }
    }
  }

  private long slowest(int level) {
    return levels.get(level - 1).stream().mapToLong(i -> i.watermark).min().orElseThrow();
  }

  private void work(Instance instance) {
    List<Message> some = new ArrayList<>();
    for (Message m : List.copyOf(instance.inbox)) {
      if (m.rule() != null) {
        some.add(m);
        continue;
      }
      takeShuffled(instance, some);
      instance.watermark = m.watermark();
      for (String key : List.copyOf(instance.states.keySet())) {
        State s = instance.states.get(key);
        CorrelationRule rule = rules.correlation(s.rule()).orElseThrow();
        Window w = Window.fromBytes(s.window());
        emit(rule, s.group(), w.advance(CorrelationSpec.of(rule), instance.watermark));
        instance.states.put(key, new State(s.rule(), s.group(), w.toBytes()));
      }
    }
    takeShuffled(instance, some);
    instance.inbox.clear();
  }

  private void takeShuffled(Instance instance, List<Message> some) {
    Collections.shuffle(some, random);
    for (Message m : some) {
      String key = m.rule() + m.group();
      State s = instance.states.get(key);
      CorrelationRule rule = rules.correlation(m.rule()).orElseThrow();
      CorrelationSpec spec = CorrelationSpec.of(rule);
      Window w = s == null ? new Window() : Window.fromBytes(s.window());
      List<Fire> fires = w.add(spec, occurrence(m.occurrence()), 0, instance.watermark);
      // What is on time may still need all within a span before the watermark.
      w.evict(spec, Math.max(0, w.newest() - instance.watermark), 1, 0);
      instance.states.put(key, new State(m.rule(), m.group(), w.toBytes()));
      emit(rule, m.group(), fires);
    }
    some.clear();
  }

  private void emit(CorrelationRule rule, List<String> group, List<Fire> fires) {
    for (Fire fire : fires) {
      fired.add(ChainOracle.line(rule, group, fire.trigger()));
      for (CorrelationLink link : rules.linksOf(rule.header().id())) {
        CorrelationInput.ofFire(link, rule, group, fire, 20).ifPresent(this::match);
      }
    }
  }

  private static byte[] bytes(Occurrence o) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Window.write(new DataOutputStream(bytes), o);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Occurrence occurrence(byte[] bytes) {
    try {
      return Window.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
