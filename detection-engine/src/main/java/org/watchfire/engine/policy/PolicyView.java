package org.watchfire.engine.policy;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.AccessPolicyReader;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.PolicyCheck;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.DirectoryFormatException;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleOverride;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.FilterRule;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.SigmaParser;

/**
 * Rules and directory under the policy known so far. For one object the higher version wins, in
 * whatever order versions come: a preload that is older than a checkpoint's state cannot bring back
 * what was deleted, nor the other way round.
 *
 * <p>Snapshots are made when they are asked for. A directory costs time, so while many objects come
 * in one after the other the next one is not made before ten times the time the last one took has
 * passed. Not thread-safe.
 */
public final class PolicyView {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyView.class);
  private static final String RULE = "rule";
  private static final String EXCEPTION = "exception";
  private static final int PAUSE_FACTOR = 10;
  private static final long MOMENT_MILLIS = 200;

  /**
   * What one event is judged by.
   *
   * @param version offset behind the newest policy object in it: rises with every change; 0 = no
   *     policy yet
   * @param access the published access policies
   */
  public record Snapshot(long version, RuleSet rules, Directory directory, PolicyCheck access) {}

  /** A snapshot whose rules may still be in the making. */
  private record Next(
      long version, CompletableFuture<RuleSet> rules, Directory directory, PolicyCheck access) {}

  private final RuleFiles.Pack pack;
  private final ZoneId zone;
  private final LongSupplier nanoTime;
  private final Map<String, PolicyEntry> objects = new LinkedHashMap<>();
  private long version;
  private boolean rulesChanged = true;
  private boolean directoryChanged = true;
  private AccessPolicySet access;
  private Snapshot snapshot;
  private Next next;
  private long tried = -1;
  private long madeAt;
  private long madeIn;

  /**
   * @param nanoTime {@link System#nanoTime}
   */
  public PolicyView(RuleFiles.Pack pack, ZoneId zone, LongSupplier nanoTime) {
    this.pack = pack;
    this.zone = zone;
    this.nanoTime = nanoTime;
  }

  /** Takes an object; false when a version as high is known. */
  public boolean apply(PolicyEntry entry) {
    PolicyObject o = entry.object();
    PolicyEntry known = objects.get(o.key());
    if (known != null && known.object().version() >= o.version()) {
      return false;
    }
    objects.put(o.key(), entry);
    version = Math.max(version, entry.offset() + 1);
    if (o.type().equals(RULE) || o.type().equals(EXCEPTION)) {
      rulesChanged = true;
    } else {
      if (o.type().equals(AccessPolicySet.TYPE)) {
        publish(o);
      }
      directoryChanged = true;
    }
    return true;
  }

  /**
   * A set that cannot be read leaves the one before in force: that is stricter than none, and it
   * was approved.
   */
  private void publish(PolicyObject o) {
    if (!o.id().equals(AccessPolicySet.ID)) {
      LOG.warn("{} is not used: only one set is in force, {}", o.key(), AccessPolicySet.ID);
      return;
    }
    try {
      access = o.deleted() ? null : AccessPolicyReader.ofPublished().read(o);
      LOG.info("access policies: version {}", access == null ? "none" : access.version());
    } catch (AccessPolicyException e) {
      LOG.error("{} version {} is not used: {}", o.key(), o.version(), e.getMessage());
    }
  }

  /**
   * The newest snapshot. The first one is waited for. After that rules are compiled beside the
   * stream, and the last good snapshot stays until they are ready; directory changes wait with
   * them, so that a snapshot is of one policy.
   *
   * @throws IllegalStateException when the very first rules cannot be compiled, or the thread is
   *     interrupted while it waits for them
   */
  public Snapshot snapshot() {
    if (next == null && (snapshot == null || version > tried)) {
      long start = nanoTime.getAsLong();
      if (snapshot != null && start - madeAt < madeIn * PAUSE_FACTOR) {
        return snapshot;
      }
      next = prepare();
      tried = version;
      madeAt = nanoTime.getAsLong();
      madeIn = madeAt - start;
      awaitBriefly(next.rules());
    }
    if (next != null && next.rules().isDone()) {
      swap();
    }
    return snapshot;
  }

  private Next prepare() {
    CompletableFuture<RuleSet> rules =
        rulesChanged
            ? RuleSets.of(pack, overrides(), zone)
            : CompletableFuture.completedFuture(snapshot.rules());
    Directory directory = directoryChanged ? build() : snapshot.directory();
    PolicyCheck check = directoryChanged ? check(directory) : snapshot.access();
    rulesChanged = false;
    directoryChanged = false;
    return new Next(version, rules, directory, check);
  }

  private PolicyCheck check(Directory directory) {
    return access == null
        ? PolicyCheck.NONE
        : PolicyCheck.of(AccessEvaluator.of(access, directory.departments()));
  }

  /** Most rule sets are ready in a moment: then the change takes effect with the next event. */
  private void awaitBriefly(CompletableFuture<RuleSet> rules) {
    try {
      if (snapshot == null) {
        rules.get();
      } else {
        rules.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException e) {
      LOG.debug("policy {} is being compiled", version);
    } catch (ExecutionException e) {
      LOG.debug("policy {} cannot be compiled", version, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (snapshot == null) {
        throw new IllegalStateException("interrupted before the first rules were ready", e);
      }
    }
  }

  private void swap() {
    Next ready = next;
    next = null;
    try {
      snapshot =
          new Snapshot(ready.version(), ready.rules().join(), ready.directory(), ready.access());
    } catch (CompletionException e) {
      if (snapshot == null) {
        throw new IllegalStateException("the rules cannot be compiled", e.getCause());
      }
      LOG.error(
          "policy {} cannot be compiled; policy {} stays in force",
          ready.version(),
          snapshot.version(),
          e.getCause());
      // Its directory is tried again with the next change.
      rulesChanged = true;
      directoryChanged = true;
    }
  }

  private List<RuleOverride> overrides() {
    Map<String, RuleOverride> overrides = new TreeMap<>();
    objects.values().stream()
        .map(PolicyEntry::object)
        .filter(o -> o.type().equals(RULE) && !o.deleted())
        .forEach(o -> overrides.put(o.id(), override(o)));
    List<RuleOverride> all = new ArrayList<>(overrides.values());
    objects.values().stream()
        .map(PolicyEntry::object)
        .filter(o -> o.type().equals(EXCEPTION) && !o.deleted() && isException(o))
        .sorted(Comparator.comparing(PolicyObject::id))
        .forEach(o -> all.add(override(o)));
    return List.copyOf(all);
  }

  /**
   * An exception is one filter of the object's own id: whoever may agree to exceptions may not
   * bring in rules by them. One that cannot be read is not used: that fails towards more alerts.
   */
  private static boolean isException(PolicyObject o) {
    String yaml = o.body().get("yaml") instanceof String s ? s : "";
    SigmaParser.Parsed parsed = SigmaParser.parse(new RuleSource(o.key(), yaml));
    boolean good =
        parsed.rejections().isEmpty()
            && parsed.rules().size() == 1
            && parsed.rules().get(0) instanceof FilterRule filter
            && filter.header().id().equals(o.id());
    if (!good) {
      LOG.error("{} version {} is no exception and not used", o.key(), o.version());
    }
    return good;
  }

  private static RuleOverride override(PolicyObject o) {
    boolean enabled = !Boolean.FALSE.equals(o.body().get("enabled"));
    String yaml = o.body().get("yaml") instanceof String s ? s : "";
    return new RuleOverride(o.id(), enabled, yaml);
  }

  private Directory build() {
    Directory.Builder builder = Directory.empty().toBuilder();
    for (PolicyEntry e : objects.values()) {
      try {
        builder.put(e.object());
      } catch (DirectoryFormatException x) {
        LOG.warn("policy object {} is not used: {}", e.object().key(), x.getMessage());
      }
    }
    return builder.build();
  }
}
