package org.watchfire.engine.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.stamp.Admission;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampTracker;
import org.watchfire.core.topic.Topics;
import org.watchfire.engine.EngineMetrics;
import org.watchfire.engine.EngineMetrics.Counter;
import org.watchfire.engine.policy.AgentKeys;
import org.watchfire.engine.policy.PolicyView;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.Correlated;
import org.watchfire.engine.state.Incoming;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.access.PolicyBreach;
import org.watchfire.rules.alert.IntegrityRule;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.alert.Signals;
import org.watchfire.rules.label.LabelCheck;
import org.watchfire.rules.label.LabelFields;
import org.watchfire.rules.match.CorrelationInput;
import org.watchfire.rules.match.CorrelationLink;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;

/**
 * Keyed by record key (the agent): admits each record, drops repeated ones, notices missing ones,
 * and gives out what rules and labels find in it; matches that correlations count go to {@link
 * #CORRELATED}.
 */
final class Detect extends KeyedBroadcastProcessFunction<String, Incoming, PolicyEntry, Signal>
    implements CheckpointListener {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Detect.class);

  static final OutputTag<Correlated> CORRELATED =
      new OutputTag<>("correlated", ByteFormType.of(ByteForm.CORRELATED, Correlated.class));

  private static final int MAX_KEY = 256;

  private final JobSettings settings;
  private transient EngineMetrics metrics;
  private transient AgentKeys keys;
  private transient Admission admission;
  private transient PolicyBroadcast policy;
  private transient Signals signals;
  private transient ValueState<StampTracker> stamps;
  private transient boolean reports;
  private transient long reported;

  Detect(JobSettings settings) {
    this.settings = settings;
  }

  /** The record key as text; records without a usable key share one. */
  static String key(Incoming r) {
    return r.key() == null || r.key().length > MAX_KEY ? "" : new String(r.key(), UTF_8);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    metrics = EngineMetrics.process();
    keys = new AgentKeys(Path.of(settings.agentsFile()), System::nanoTime);
    admission = new Admission(keys, Set.copyOf(settings.foreignSources()));
    policy = new PolicyBroadcast(settings);
    signals = new Signals();
    stamps =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "stamps", ByteFormType.of(ByteForm.TRACKER, StampTracker.class)));
    var task = getRuntimeContext().getTaskInfo();
    // One subtask speaks for all: they have the same policy.
    reports = task.getIndexOfThisSubtask() == 0;
    reported = policy.initialVersion();
    if (reports && task.getAttemptNumber() > 0) {
      metrics.add(Counter.RESTARTS);
    }
  }

  @Override
  public void processElement(Incoming record, ReadOnlyContext ctx, Collector<Signal> out)
      throws Exception {
    metrics.add(Counter.EVENTS);
    PolicyView.Snapshot p = policy.current(ctx.getBroadcastState(PolicyBroadcast.STATE));
    report(p);
    Admission.Verdict verdict = admission.admit(record.key(), record.headers(), record.value());
    if (verdict instanceof Admission.Verdict.Accepted a) {
      Event event = clamped(a.event(), record);
      if (isNew(a.stamp(), event, p, out)) {
        inspect(event, p, ctx, out);
      }
    } else if (verdict instanceof Admission.Verdict.Foreign f) {
      metrics.add(Counter.FOREIGN);
      Event event = clamped(f.event(), record);
      inspect(event.id() != null ? event : named(event, record), p, ctx, out);
    } else {
      refuse((Admission.Verdict.Rejected) verdict, record, p, out);
    }
  }

  /**
   * An event from the future would push time forward for all others; the broker's clock is what it
   * is held against.
   */
  private Event clamped(Event event, Incoming record) {
    long latest = settings.latest(record.logTime());
    long time = event.timestamp().toEpochMilli();
    metrics.eventTime(Math.min(latest, time));
    return time <= latest
        ? event
        : event.toBuilder().put(EcsFields.TIMESTAMP, Instant.ofEpochMilli(latest)).build();
  }

  /** Foreign producers need not give ids; the place in the topic is as lasting as one. */
  private static Event named(Event event, Incoming record) {
    return event.toBuilder().put(EcsFields.EVENT_ID, place(record)).build();
  }

  private static String place(Incoming record) {
    return Topics.EVENTS + "-" + record.partition() + "-" + record.offset();
  }

  private boolean isNew(Stamp stamp, Event event, PolicyView.Snapshot p, Collector<Signal> out)
      throws Exception {
    StampTracker tracker = stamps.value();
    if (tracker == null) {
      tracker = new StampTracker();
    }
    StampTracker.Outcome outcome = tracker.observe(stamp);
    if (!outcome.isNew()) {
      metrics.add(Counter.DUPLICATES);
      return false;
    }
    stamps.update(tracker);
    if (!(outcome instanceof StampTracker.Outcome.InOrder)) {
      metrics.add(Counter.GAPS);
      emit(IntegrityRule.of(outcome, stamp, event, p.version()), out);
    }
    return true;
  }

  private void refuse(
      Admission.Verdict.Rejected refusal,
      Incoming record,
      PolicyView.Snapshot p,
      Collector<Signal> out) {
    metrics.rejected(refusal.reason());
    LOG.debug("{} refused: {} {}", place(record), refusal.reason(), refusal.detail());
    String claimed = refusal.claimedAgent();
    String agent =
        claimed != null && keys.apply(claimed) != null ? claimed : IntegrityRule.UNKNOWN_AGENT;
    Instant time = Instant.ofEpochMilli(record.logTime());
    emit(IntegrityRule.refused(refusal, agent, place(record), time, p.version()), out);
  }

  private void inspect(
      Event event, PolicyView.Snapshot p, ReadOnlyContext ctx, Collector<Signal> out) {
    Event enriched = LabelFields.enrich(event, p.directory());
    RawEvent raw = RawEvent.of(enriched);
    for (Match match : p.rules().match(raw)) {
      metrics.add(Counter.MATCHES);
      if (match.alerts() || match.suppression().isPresent()) {
        emit(signals.ofMatch(match, enriched, p.version()), out);
      }
      if (match.suppression().isPresent()) {
        continue;
      }
      for (CorrelationLink link : p.rules().linksOf(match.rule().header().id())) {
        Map<String, String> details = signals.details(link, enriched);
        CorrelationInput.of(link, match, raw, details)
            .ifPresentOrElse(
                in -> ctx.output(CORRELATED, correlated(in, p)),
                () -> metrics.add(Counter.CORRELATION_UNGROUPED));
      }
    }
    LabelCheck.check(event, p.directory())
        .ifPresent(
            breach -> {
              metrics.add(Counter.BREACHES);
              emit(signals.ofBreach(breach, enriched, p.version()), out);
            });
    for (PolicyBreach breach : p.access().check(event, p.directory())) {
      metrics.add(Counter.POLICY_BREACHES);
      emit(breach.signal(enriched, p.version()), out);
    }
  }

  static Correlated correlated(CorrelationInput in, PolicyView.Snapshot p) {
    return new Correlated(
        in.rule().header().id(), in.level(), p.version(), in.group(), in.occurrence());
  }

  private void emit(Signal signal, Collector<Signal> out) {
    metrics.add(Counter.SIGNALS);
    out.collect(signal);
  }

  @Override
  public void processBroadcastElement(PolicyEntry entry, Context ctx, Collector<Signal> out)
      throws Exception {
    if (policy.accept(entry, ctx.getBroadcastState(PolicyBroadcast.STATE))) {
      report(policy.current(ctx.getBroadcastState(PolicyBroadcast.STATE)));
    }
  }

  private void report(PolicyView.Snapshot p) {
    if (!reports || p.version() == reported) {
      return;
    }
    reported = p.version();
    metrics.rules(p.rules());
    metrics.policyVersion(p.version());
    metrics.accessPolicies(p.access());
    LOG.info(
        "policy {}: {} rules, {} rejected",
        p.version(),
        p.rules().size(),
        p.rules().rejections().size());
    p.rules().rejections().forEach(r -> LOG.warn("rule rejected: {}", r.text()));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    metrics.checkpointCompleted(System.currentTimeMillis());
  }
}
