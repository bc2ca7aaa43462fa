package org.watchfire.console.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.classification.Evidence.Finding;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.AssetScope;
import org.watchfire.console.directory.Directory;
import org.watchfire.console.directory.Directory.GradedAsset;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.label.Level;
import org.watchfire.core.label.LevelScheme;

/**
 * Takes findings in, recommends levels, and raises them without a person where the site wants that.
 * Never lowers one. Thread-safe.
 */
final class Grading {
  private static final int MAX_FINDINGS = 500;
  private static final int MAX_NAMES = 2_000;

  /** Names of detectors. */
  static final Pattern DETECTOR = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private final Database database;
  private final Directory directory;
  private final Recommender recommender;
  private final boolean autoRaise;
  private final AuditTrail trail;
  private final Clock clock;

  Grading(
      Database database,
      Directory directory,
      Recommender recommender,
      boolean autoRaise,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.directory = directory;
    this.recommender = recommender;
    this.autoRaise = autoRaise;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * What an agent knows of an asset after looking at it.
   *
   * @param records how many it holds, null when it does not know
   * @param subjects natural persons it is about, null when it does not know
   * @param names of columns, files and the like
   */
  record Report(
      String asset, Long records, Long subjects, List<String> names, List<Found> findings) {
    Report {
      if (asset == null || asset.isEmpty()) {
        throw new IllegalArgumentException("asset is required");
      }
      names = names == null ? List.of() : List.copyOf(names);
      findings = findings == null ? List.of() : List.copyOf(findings);
      if (names.size() > MAX_NAMES || findings.size() > MAX_FINDINGS) {
        throw new IllegalArgumentException(
            "a report holds at most " + MAX_NAMES + " names and " + MAX_FINDINGS + " findings");
      }
      names.forEach(name -> require("names", name, 300));
      requireCount("records", records);
      requireCount("subjects", subjects);
      Set<String> seen = new HashSet<>();
      for (Found found : findings) {
        if (!seen.add(found.detector() + "\n" + found.place())) {
          throw new IllegalArgumentException("findings names a detector twice for one place");
        }
      }
    }
  }

  /** One finding of a report. */
  record Found(String detector, String place, Long found, Integer confidence) {
    Found {
      place = place == null ? "" : place;
      require("place", place.isEmpty() ? "-" : place, 300);
      if (detector == null || !DETECTOR.matcher(detector).matches()) {
        throw new IllegalArgumentException("detector expects a name such as resident-id");
      }
      if (found == null) {
        throw new IllegalArgumentException("found is required");
      }
      requireCount("found", found);
      if (confidence == null || confidence < 0 || confidence > 100) {
        throw new IllegalArgumentException("confidence expects 0 to 100");
      }
    }
  }

  private static void require(String field, String text, int max) {
    if (text == null
        || text.isBlank()
        || text.length() > max
        || text.chars()
            .anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
      throw new IllegalArgumentException(
          field + " expects 1 to " + max + " characters without control characters");
    }
  }

  private static void requireCount(String field, Long count) {
    if (count != null && (count < 0 || count > 1_000_000_000_000L)) {
      throw new IllegalArgumentException(field + " expects 0 to 10^12");
    }
  }

  /** Takes a report in and recommends anew. */
  Map<String, Object> report(Caller caller, Report report) {
    return database.inTransaction(
        handle -> {
          directory.lock(handle);
          GradedAsset asset = existing(handle, report.asset());
          Instant now = clock.instant();
          EvidenceStore.report(
              handle,
              asset.id(),
              caller.username(),
              report.records(),
              report.subjects(),
              report.names(),
              report.findings().stream()
                  .map(f -> new Finding(f.detector(), f.place(), f.found(), f.confidence()))
                  .toList(),
              now);
          trail.write(
              handle,
              caller,
              Act.done(
                  "classification.report",
                  Kind.CONFIGURE,
                  asset.id(),
                  report.findings().size() + " findings"));
          return recommend(handle, asset, now);
        });
  }

  /**
   * Adds what inspection saw in events about an asset, and recommends anew when that is news. Of
   * more places than can be kept those with the most are.
   *
   * @return whether it was news
   */
  boolean inspected(Handle handle, String id, List<Finding> seen, Instant now) {
    Optional<GradedAsset> asset = directory.asset(handle, id);
    if (asset.isEmpty()) {
      return false;
    }
    List<Finding> known = EvidenceStore.findings(handle, id, AuditTrail.SYSTEM);
    Map<List<String>, Finding> all = new HashMap<>();
    for (List<Finding> some : List.of(known, seen)) {
      some.forEach(f -> all.merge(List.of(f.detector(), f.place()), f, Finding::stronger));
    }
    List<Finding> kept =
        all.values().stream()
            .sorted(
                Comparator.comparingLong(Finding::found)
                    .reversed()
                    .thenComparing(Finding::detector)
                    .thenComparing(Finding::place))
            .limit(MAX_FINDINGS)
            .toList();
    if (new HashSet<>(known).equals(new HashSet<>(kept))) {
      return false;
    }
    EvidenceStore.report(handle, id, AuditTrail.SYSTEM, null, null, List.of(), kept, now);
    recommend(handle, asset.get(), now);
    return true;
  }

  /** Recommends anew from what is known. */
  Map<String, Object> recommend(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          directory.lock(handle);
          GradedAsset asset = visible(handle, caller, id);
          trail.write(
              handle, caller, Act.done("classification.recommend", Kind.READ, asset.id(), null));
          return recommend(handle, asset, clock.instant());
        });
  }

  private Map<String, Object> recommend(Handle handle, GradedAsset asset, Instant now) {
    PolicyStore.Current current = directory.scheme(handle);
    Evidence evidence = EvidenceStore.of(handle, asset);
    Recommendation made = recommender.recommend(evidence, scheme(current));
    EvidenceStore.keep(handle, asset, made, inputs(evidence, current.version()), now);
    GradedAsset after = asset;
    int counts = asset.rank() == null ? Grade.PRESUMED.rank(scheme(current)) : asset.rank();
    if (autoRaise && made.certain() && made.rank() > counts) {
      long version = directory.grade(handle, asset, made.rank(), null, AuditTrail.SYSTEM);
      EvidenceStore.notice(handle, asset, made.rank(), version, made, now);
      trail.write(
          handle,
          AuditTrail.SYSTEM,
          List.of(),
          null,
          Act.done(
              "asset.raise",
              Kind.CONFIGURE,
              asset.id(),
              "version "
                  + version
                  + ", level "
                  + asset.rank()
                  + " → "
                  + made.rank()
                  + " as recommended"));
      after = directory.asset(handle, asset.id()).orElseThrow();
    }
    return view(handle, after, false);
  }

  /** What is recommended for an asset and why, what was found, and what was recommended before. */
  Map<String, Object> get(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          GradedAsset asset = visible(handle, caller, id);
          trail.write(handle, caller, Act.done("classification.view", Kind.READ, asset.id(), null));
          return view(handle, asset, true);
        });
  }

  private Map<String, Object> view(Handle handle, GradedAsset asset, boolean history) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("asset", asset.id());
    view.put("version", asset.version());
    view.put("decided", asset.rank());
    view.put(
        "recommended",
        EvidenceStore.standing(handle, asset.id()).map(EvidenceStore::view).orElse(null));
    view.put("findings", EvidenceStore.findings(handle, asset.id()));
    if (history) {
      view.put(
          "history",
          EvidenceStore.history(handle, asset.id()).stream().map(EvidenceStore::view).toList());
    }
    return view;
  }

  private GradedAsset existing(Handle handle, String id) {
    return directory
        .asset(handle, id)
        .orElseThrow(() -> Refusal.notFound("there is no asset " + printable(id)));
  }

  GradedAsset visible(Handle handle, Caller caller, String id) {
    GradedAsset asset = existing(handle, id);
    if (!AssetScope.of(handle, caller).covers(asset.body())) {
      throw Refusal.notFound("there is no asset " + printable(id));
    }
    return asset;
  }

  private static String printable(String id) {
    return id.replaceAll("[^\\p{L}\\p{N}._@-]", "?");
  }

  private static String inputs(Evidence evidence, long schemeVersion) {
    return HexFormat.of()
        .formatHex(
            CryptoSuites.intl()
                .hash(
                    (schemeVersion + " " + new String(StrictJson.write(evidence), UTF_8))
                        .getBytes(UTF_8)),
            0,
            16);
  }

  /** The scheme of a {@code level-scheme} object. */
  static LevelScheme scheme(PolicyStore.Current current) {
    List<Level> levels = new ArrayList<>();
    for (Object one : (List<?>) current.body().get("levels")) {
      Map<?, ?> level = (Map<?, ?>) one;
      levels.add(
          new Level(
              (String) level.get("id"),
              ((Number) level.get("rank")).intValue(),
              (String) level.get("zh"),
              (String) level.get("en")));
    }
    return new LevelScheme(current.id(), levels);
  }
}
