package org.watchfire.engine.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.watchfire.engine.EngineMetrics;
import org.watchfire.engine.EngineMetrics.Counter;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.Outgoing;
import org.watchfire.rules.alert.Alert;
import org.watchfire.rules.alert.Episode;
import org.watchfire.rules.alert.Signal;

/**
 * Keyed by alert id: the first signal leaves at once as revision 0; what came after it leaves when
 * event time has passed the window, or when it has been quiet for a while. The state stays for the
 * retention time after the last signal, so that late signals count on instead of beginning again.
 */
final class Episodes extends KeyedProcessFunction<String, Signal, Outgoing> {
  private static final long serialVersionUID = 1L;

  private final JobSettings settings;
  private transient EngineMetrics metrics;
  private transient ValueState<Episode> episode;
  private transient ValueState<Long> lastSignal;
  private transient ValueState<Long> alarm;

  Episodes(JobSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    metrics = EngineMetrics.process();
    episode =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "episode", ByteFormType.of(ByteForm.EPISODE, Episode.class)));
    lastSignal =
        getRuntimeContext().getState(new ValueStateDescriptor<>("last-signal", Types.LONG));
    alarm = getRuntimeContext().getState(new ValueStateDescriptor<>("alarm", Types.LONG));
  }

  @Override
  public void processElement(Signal signal, Context ctx, Collector<Outgoing> out) throws Exception {
    TimerService timers = ctx.timerService();
    Episode e = episode.value();
    if (e == null) {
      e = Episode.begin(signal);
      write(e, out);
      if (e.windowEnd() > timers.currentWatermark()) {
        timers.registerEventTimeTimer(e.windowEnd());
      }
    } else {
      e.add(signal);
    }
    episode.update(e);
    long now = timers.currentProcessingTime();
    lastSignal.update(now);
    Long due = alarm.value();
    if (due == null || due > now + settings.quietMillis()) {
      setAlarm(timers, now + settings.quietMillis());
    }
  }

  /**
   * The last alarm set is the one that counts; earlier timers find that it is not their time and do
   * nothing.
   */
  private void setAlarm(TimerService timers, long at) throws Exception {
    long rounded = at / 1000 * 1000 + 1000;
    timers.registerProcessingTimeTimer(rounded);
    alarm.update(rounded);
  }

  private void write(Episode e, Collector<Outgoing> out) {
    Alert alert = e.emit(Instant.now());
    metrics.add(Counter.ALERTS);
    out.collect(new Outgoing(alert.key().getBytes(UTF_8), alert.toJson()));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext ctx, Collector<Outgoing> out)
      throws Exception {
    Episode e = episode.value();
    if (e == null) {
      return;
    }
    if (ctx.timeDomain() == TimeDomain.EVENT_TIME) {
      writeGrown(e, out);
      return;
    }
    Long due = alarm.value();
    if (due == null || due != timestamp) {
      return;
    }
    TimerService timers = ctx.timerService();
    long now = timers.currentProcessingTime();
    long idle = now - lastSignal.value();
    if (idle < settings.quietMillis()) {
      setAlarm(timers, lastSignal.value() + settings.quietMillis());
      return;
    }
    writeGrown(e, out);
    if (idle >= settings.retentionMillis() && timers.currentWatermark() >= e.windowEnd()) {
      episode.clear();
      lastSignal.clear();
      alarm.clear();
    } else {
      setAlarm(timers, Math.max(now, lastSignal.value()) + settings.retentionMillis());
    }
  }

  private void writeGrown(Episode e, Collector<Outgoing> out) throws Exception {
    if (e.grown()) {
      write(e, out);
      episode.update(e);
    }
  }
}
