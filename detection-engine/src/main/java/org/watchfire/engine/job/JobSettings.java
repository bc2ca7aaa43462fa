package org.watchfire.engine.job;

import java.io.IOException;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;
import org.watchfire.engine.EngineConfig;
import org.watchfire.engine.policy.PolicyView;
import org.watchfire.engine.policy.RulePacks;
import org.watchfire.engine.state.PolicyEntry;

/**
 * What operators need of the configuration, in a form that travels with the job.
 *
 * @param rulesDir empty = the built-in rules
 * @param preload the policy when the job was made
 */
record JobSettings(
    String agentsFile,
    List<String> foreignSources,
    String rulesDir,
    String zone,
    long maxSkewMillis,
    long outOfOrdernessMillis,
    long quietMillis,
    long graceMillis,
    long retentionMillis,
    List<PolicyEntry> preload)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static JobSettings of(EngineConfig c, List<PolicyEntry> preload) {
    return new JobSettings(
        c.agentsFile().toString(),
        List.copyOf(c.foreignSources()),
        c.rulesDir() == null ? "" : c.rulesDir().toString(),
        c.timeZone(),
        c.maxClockSkew().toMillis(),
        c.outOfOrderness().toMillis(),
        c.quiet().toMillis(),
        c.grace().toMillis(),
        c.episodeRetention().toMillis(),
        List.copyOf(preload));
  }

  /** A view that knows the preload. */
  PolicyView policy() throws IOException {
    PolicyView view = new PolicyView(RulePacks.of(rulesDir), ZoneId.of(zone), System::nanoTime);
    preload.forEach(view::apply);
    return view;
  }

  /** Event time that a record may claim at most. */
  long latest(long logTime) {
    return logTime + maxSkewMillis;
  }
}
