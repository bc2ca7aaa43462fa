package org.watchfire.engine.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.watchfire.engine.EngineMetrics;
import org.watchfire.engine.EngineMetrics.Counter;
import org.watchfire.engine.policy.PolicyView;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.Correlated;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.alert.Signals;
import org.watchfire.rules.correlate.CorrelationSpec;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Window;
import org.watchfire.rules.match.CorrelationInput;
import org.watchfire.rules.match.CorrelationLink;
import org.watchfire.rules.sigma.CorrelationRule;

/**
 * Keyed by correlation and group: keeps the window of each and gives out what fires.
 *
 * <p>Correlations that count others are kept by the operators behind: there is one for each level,
 * one after the other. Each passes on to {@link #CHAINED} what it received for a higher level, and
 * what fired where a correlation of a higher level counts it. As an operator lets a watermark go
 * only after what it judged by it, whatever is on time at the first level is so at all of them.
 *
 * <p>A match can arrive before the policy that its rule came with has been broadcast here; it is
 * held until then. A window is forgotten when event time has passed its newest match by span and
 * lateness and nothing has come for the grace time: both, because after an outage the clock runs
 * ahead of the events.
 */
final class Correlate
    extends KeyedBroadcastProcessFunction<String, Correlated, PolicyEntry, Signal> {
  private static final long serialVersionUID = 1L;
  private static final long HOLD_MILLIS = 100;

  /** What goes from one level to the next. */
  static final OutputTag<Correlated> CHAINED =
      new OutputTag<>("chained", ByteFormType.of(ByteForm.CORRELATED, Correlated.class));

  private final JobSettings settings;
  private final int level;
  private transient EngineMetrics metrics;
  private transient PolicyBroadcast policy;
  private transient Signals signals;
  private transient ValueState<Window> window;
  private transient ValueState<Correlated> latest;
  private transient ListState<Correlated> held;
  private transient ValueState<Long> alarm;

  /**
   * @param level of the correlations whose windows it keeps, from 1
   */
  Correlate(JobSettings settings, int level) {
    this.settings = settings;
    this.level = level;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    metrics = EngineMetrics.process();
    policy = new PolicyBroadcast(settings);
    signals = new Signals();
    ByteFormType<Correlated> type = ByteFormType.of(ByteForm.CORRELATED, Correlated.class);
    window =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "window", ByteFormType.of(ByteForm.WINDOW, Window.class)));
    latest = getRuntimeContext().getState(new ValueStateDescriptor<>("latest", type));
    held = getRuntimeContext().getListState(new ListStateDescriptor<>("held", type));
    alarm = getRuntimeContext().getState(new ValueStateDescriptor<>("alarm", Types.LONG));
  }

  @Override
  public void processElement(Correlated in, ReadOnlyContext ctx, Collector<Signal> out)
      throws Exception {
    if (in.level() > level) {
      ctx.output(CHAINED, in);
      return;
    }
    PolicyView.Snapshot p = policy.current(ctx.getBroadcastState(PolicyBroadcast.STATE));
    take(in, p, ctx.timerService(), new Found(out, c -> ctx.output(CHAINED, c)));
  }

  /** Where to put what fires. */
  private record Found(Collector<Signal> signals, Consumer<Correlated> chained) {}

  private void take(Correlated in, PolicyView.Snapshot p, TimerService timers, Found out)
      throws Exception {
    Optional<CorrelationRule> rule = p.rules().correlation(in.ruleId());
    if (rule.isEmpty()) {
      if (p.version() < in.policyVersion()) {
        held.add(in);
        timers.registerProcessingTimeTimer(timers.currentProcessingTime() + HOLD_MILLIS);
      } else {
        metrics.add(Counter.CORRELATION_DROPPED);
      }
      return;
    }
    CorrelationSpec spec = CorrelationSpec.of(rule.get());
    Window w = window.value();
    if (w == null) {
      w = new Window();
    }
    long now = timers.currentProcessingTime();
    List<Fire> fires = w.add(spec, in.occurrence(), now, timers.currentWatermark());
    w.evict(spec, settings.outOfOrdernessMillis(), now, settings.graceMillis());
    window.update(w);
    latest.update(in);
    emit(rule.get(), in, fires, p, out);
    long judgement = w.nextJudgement(spec);
    if (judgement != Long.MAX_VALUE) {
      timers.registerEventTimeTimer(judgement);
    }
    if (alarm.value() == null) {
      setAlarm(timers, now + settings.graceMillis());
    }
  }

  private void setAlarm(TimerService timers, long at) throws Exception {
    // Whole seconds: timers of many keys share an instant.
    long rounded = at / 1000 * 1000 + 1000;
    timers.registerProcessingTimeTimer(rounded);
    alarm.update(rounded);
  }

  private void emit(
      CorrelationRule rule, Correlated in, List<Fire> fires, PolicyView.Snapshot p, Found out) {
    String id = rule.header().id();
    for (Fire fire : fires) {
      metrics.add(Counter.FIRES);
      if (p.rules().alerts(id)) {
        metrics.add(Counter.SIGNALS);
        out.signals().collect(signals.ofFire(rule, in.group(), fire, p.version()));
      }
      for (CorrelationLink link : p.rules().linksOf(id)) {
        if (link.level() <= level) {
          // The policy has just made the chain shorter; this window is of the longer one.
          metrics.add(Counter.CORRELATION_DROPPED);
          continue;
        }
        CorrelationInput.ofFire(link, rule, in.group(), fire, Fire.MAX_EVIDENCE)
            .ifPresentOrElse(
                next -> out.chained().accept(Detect.correlated(next, p)),
                () -> metrics.add(Counter.CORRELATION_UNGROUPED));
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext ctx, Collector<Signal> out) throws Exception {
    PolicyView.Snapshot p = policy.current(ctx.getBroadcastState(PolicyBroadcast.STATE));
    TimerService timers = ctx.timerService();
    Found found = new Found(out, c -> ctx.output(CHAINED, c));
    if (ctx.timeDomain() == TimeDomain.EVENT_TIME) {
      judge(p, timers, found);
      return;
    }
    List<Correlated> waiting = new ArrayList<>();
    held.get().forEach(waiting::add);
    if (!waiting.isEmpty()) {
      held.clear();
      for (Correlated c : waiting) {
        take(c, p, timers, found);
      }
    }
    Long due = alarm.value();
    if (due != null && timestamp >= due) {
      forgetIfOver(p, timers);
    }
  }

  /** For thresholds that can become false again: time has passed a match. */
  private void judge(PolicyView.Snapshot p, TimerService timers, Found out) throws Exception {
    Window w = window.value();
    Correlated in = latest.value();
    if (w == null || in == null) {
      return;
    }
    Optional<CorrelationRule> rule = p.rules().correlation(in.ruleId());
    if (rule.isPresent()) {
      CorrelationSpec spec = CorrelationSpec.of(rule.get());
      emit(rule.get(), in, w.advance(spec, timers.currentWatermark()), p, out);
      window.update(w);
      long next = w.nextJudgement(spec);
      if (next != Long.MAX_VALUE) {
        timers.registerEventTimeTimer(next);
      }
    }
  }

  private void forgetIfOver(PolicyView.Snapshot p, TimerService timers) throws Exception {
    alarm.clear();
    Window w = window.value();
    Correlated in = latest.value();
    if (w == null || in == null) {
      return;
    }
    long now = timers.currentProcessingTime();
    long span = p.rules().correlation(in.ruleId()).map(r -> r.timespan().toMillis()).orElse(0L);
    boolean passed =
        timers.currentWatermark() - settings.outOfOrdernessMillis() > w.newest() + span;
    boolean quiet = now - w.lastArrival() >= settings.graceMillis();
    if (passed && quiet) {
      window.clear();
      latest.clear();
    } else {
      setAlarm(timers, now + settings.graceMillis());
    }
  }

  @Override
  public void processBroadcastElement(PolicyEntry entry, Context ctx, Collector<Signal> out)
      throws Exception {
    policy.accept(entry, ctx.getBroadcastState(PolicyBroadcast.STATE));
  }
}
