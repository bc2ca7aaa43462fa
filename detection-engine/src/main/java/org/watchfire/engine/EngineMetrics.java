package org.watchfire.engine;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.watchfire.core.stamp.Admission;
import org.watchfire.rules.access.PolicyCheck;
import org.watchfire.rules.match.RuleCost;
import org.watchfire.rules.match.RuleSet;

/**
 * What this process has counted since it started. One instance for the process, because Flink makes
 * the operators: in a cluster each task manager counts for itself. Thread-safe.
 */
public final class EngineMetrics {
  private static final EngineMetrics PROCESS = new EngineMetrics();

  /** Things that are counted, with their Prometheus names. */
  public enum Counter {
    EVENTS("events_in_total", "Records read from the events topic"),
    FOREIGN("events_foreign_total", "Events of allow-listed producers without a key"),
    DUPLICATES("events_duplicate_total", "Events dropped because they were seen before"),
    GAPS("gaps_total", "Gaps and resets in agents' sequences"),
    MATCHES("matches_total", "Rule matches, with those that only feed correlations"),
    BREACHES("label_breaches_total", "Label breaches"),
    POLICY_BREACHES("access_policy_breaches_total", "Breaches of published access policies"),
    FIRES("correlation_fires_total", "Correlations that fired"),
    SIGNALS("signals_total", "Findings that went into alerts"),
    ALERTS("alert_revisions_total", "Alert revisions written"),
    CORRELATION_DROPPED(
        "correlation_dropped_total", "Matches of correlations that no longer exist"),
    CORRELATION_UNGROUPED(
        "correlation_ungrouped_total",
        "Matches and fires that lack a field their correlation groups by or counts"),
    POLICY_APPLIED("policy_applied_total", "Policy objects taken"),
    POLICY_REFUSED("policy_refused_total", "Policy objects refused"),
    RESTARTS("job_restarts_total", "Times the job was started again after a failure");

    private final String metric;
    private final String help;

    Counter(String metric, String help) {
      this.metric = metric;
      this.help = help;
    }

    String metric() {
      return metric;
    }

    String help() {
      return help;
    }
  }

  private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
  private final Map<Admission.Reason, LongAdder> rejected = new EnumMap<>(Admission.Reason.class);
  private final AtomicReference<RuleSet> rules = new AtomicReference<>();
  private final AtomicLong policyVersion = new AtomicLong();
  private final AtomicReference<PolicyCheck> access = new AtomicReference<>(PolicyCheck.NONE);
  private final AtomicLong lastCheckpoint = new AtomicLong();
  private final AtomicLong lastEventTime = new AtomicLong();

  private EngineMetrics() {
    for (Counter c : Counter.values()) {
      counters.put(c, new LongAdder());
    }
    for (Admission.Reason r : Admission.Reason.values()) {
      rejected.put(r, new LongAdder());
    }
  }

  public static EngineMetrics process() {
    return PROCESS;
  }

  public void add(Counter counter) {
    counters.get(counter).increment();
  }

  public long get(Counter counter) {
    return counters.get(counter).sum();
  }

  public void rejected(Admission.Reason reason) {
    rejected.get(reason).increment();
  }

  public long rejectedCount(Admission.Reason reason) {
    return rejected.get(reason).sum();
  }

  /** The rules that are in force from now on. */
  public void rules(RuleSet inForce) {
    rules.set(inForce);
  }

  public long rulesLoaded() {
    RuleSet inForce = rules.get();
    return inForce == null ? 0 : inForce.size();
  }

  public long rulesRejected() {
    RuleSet inForce = rules.get();
    return inForce == null ? 0 : inForce.rejections().size();
  }

  /** The access policies that events are held against. */
  public void accessPolicies(PolicyCheck check) {
    access.accumulateAndGet(check, (old, now) -> now.version() >= old.version() ? now : old);
  }

  /** Of version 0 before any set was published. */
  public PolicyCheck accessPolicies() {
    return access.get();
  }

  public void policyVersion(long version) {
    policyVersion.accumulateAndGet(version, Math::max);
  }

  public long policyVersion() {
    return policyVersion.get();
  }

  public void checkpointCompleted(long nowMillis) {
    lastCheckpoint.set(nowMillis);
  }

  /** Milliseconds since 1970, 0 before the first one. */
  public long lastCheckpoint() {
    return lastCheckpoint.get();
  }

  public void eventTime(long millis) {
    lastEventTime.lazySet(millis);
  }

  /** Prometheus text format. */
  String text(long nowMillis) {
    StringBuilder out = new StringBuilder(2048);
    for (Counter c : Counter.values()) {
      metric(out, c.metric(), c.help(), "counter", get(c));
    }
    out.append("# HELP watchfire_engine_rejected_total Records refused, by reason\n");
    out.append("# TYPE watchfire_engine_rejected_total counter\n");
    rejected.forEach(
        (reason, n) ->
            out.append("watchfire_engine_rejected_total{reason=\"")
                .append(reason)
                .append("\"} ")
                .append(n.sum())
                .append('\n'));
    metric(out, "rules_loaded", "Rules in force", "gauge", rulesLoaded());
    metric(out, "rules_rejected", "Rules that do not compile", "gauge", rulesRejected());
    rules(out);
    metric(
        out,
        "policy_version",
        "Offset behind the last policy object in force",
        "gauge",
        policyVersion());
    metric(
        out,
        "access_policies_version",
        "Version of the access policies in force",
        "gauge",
        accessPolicies().version());
    metric(
        out,
        "last_event_timestamp_ms",
        "Event time of the last event taken",
        "gauge",
        lastEventTime.get());
    long checkpoint = lastCheckpoint();
    if (checkpoint > 0) {
      metric(
          out,
          "checkpoint_age_ms",
          "Time since the last complete checkpoint",
          "gauge",
          nowMillis - checkpoint);
    }
    Runtime jvm = Runtime.getRuntime();
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean os) {
      metric(
          out,
          "cpu_ms_total",
          "Processor time of this process",
          "counter",
          os.getProcessCpuTime() / 1_000_000);
    }
    metric(
        out, "heap_used_bytes", "Java heap in use", "gauge", jvm.totalMemory() - jvm.freeMemory());
    return out.toString();
  }

  /** Which rule is slow, and which never fires; counted anew with every change of the rules. */
  private void rules(StringBuilder out) {
    RuleSet inForce = rules.get();
    if (inForce == null) {
      return;
    }
    List<RuleCost> costs = inForce.costs().rules();
    rules(out, costs, "rule_hits_total", "Events a rule held for", RuleCost::hits);
    rules(
        out,
        costs,
        "rule_evaluated_total",
        "Events for which the index could not rule a rule out",
        RuleCost::evaluated);
    rules(
        out,
        costs,
        "rule_ns_total",
        "Time spent on evaluating a rule, extrapolated from a sample",
        RuleCost::nanos);
  }

  private static void rules(
      StringBuilder out,
      List<RuleCost> costs,
      String name,
      String help,
      ToLongFunction<RuleCost> value) {
    String full = "watchfire_engine_" + name;
    out.append("# HELP ").append(full).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(full).append(" counter\n");
    for (RuleCost cost : costs) {
      out.append(full).append("{rule=\"").append(cost.ruleId()).append("\"} ");
      out.append(value.applyAsLong(cost)).append('\n');
    }
  }

  private static void metric(StringBuilder out, String name, String help, String type, long value) {
    String full = "watchfire_engine_" + name;
    out.append("# HELP ").append(full).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    out.append(full).append(' ').append(value).append('\n');
  }
}
