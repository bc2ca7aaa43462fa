package org.watchfire.engine.policy;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleOverride;
import org.watchfire.rules.match.RuleSet;

/**
 * Compiles rules beside the stream, once for all operators of the process that ask for the same.
 * Rule sets are immutable: operators share them.
 */
final class RuleSets {
  /** The one in force, the one to come, and those of operators that lag behind. */
  private static final int KEPT = 4;

  private static final Executor COMPILER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread t = new Thread(task, "rule-compiler");
            t.setDaemon(true);
            return t;
          });

  private static final Map<Key, CompletableFuture<RuleSet>> RECENT =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<RuleSet>> eldest) {
          return size() > KEPT;
        }
      };

  /** Packs are compared by identity: {@link RulePacks} reads each once. */
  private record Key(int pack, List<RuleOverride> overrides, ZoneId zone) {}

  private RuleSets() {}

  /** The rules under these overrides, now or later; fails only when something is broken. */
  static CompletableFuture<RuleSet> of(
      RuleFiles.Pack pack, List<RuleOverride> overrides, ZoneId zone) {
    Key key = new Key(System.identityHashCode(pack), overrides, zone);
    synchronized (RECENT) {
      CompletableFuture<RuleSet> known = RECENT.get(key);
      if (known != null && !known.isCompletedExceptionally()) {
        return known;
      }
      CompileOptions options = CompileOptions.of(pack.routing()).with(overrides).with(zone);
      CompletableFuture<RuleSet> made =
          CompletableFuture.supplyAsync(() -> RuleSet.compile(pack.rules(), options), COMPILER);
      RECENT.put(key, made);
      return made;
    }
  }
}
