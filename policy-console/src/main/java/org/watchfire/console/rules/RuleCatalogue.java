package org.watchfire.console.rules;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.web.Route;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleHeader;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.SigmaParser;
import org.watchfire.rules.sigma.SigmaRule;

/** The rules that ship with the product, read once from the class path. Immutable. */
public final class RuleCatalogue {
  private static final Logger LOG = LoggerFactory.getLogger(RuleCatalogue.class);

  record Title(String zh, String en) {}

  /**
   * @param logsource what it looks at, {@code product/category/service}; {@code correlation} for a
   *     rule over other rules
   */
  record Entry(
      String id,
      String version,
      Title title,
      String description,
      String severity,
      String status,
      String logsource,
      List<String> tags,
      List<String> references) {}

  private final List<Entry> entries;

  private RuleCatalogue(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Rules that cannot be read are left out and logged; the engine reports them as well. */
  public static RuleCatalogue load() {
    List<Entry> entries = new ArrayList<>();
    for (RuleSource source : sources()) {
      SigmaParser.Parsed parsed = SigmaParser.parse(source);
      parsed.rules().forEach(rule -> entries.add(entry(rule)));
      for (Rejection rejection : parsed.rejections()) {
        LOG.warn("rule left out: {}", rejection);
      }
    }
    entries.sort(Comparator.comparing((Entry e) -> e.title().en()).thenComparing(Entry::id));
    return new RuleCatalogue(entries);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/rules", holds("rule:read"), call -> call.json(Map.of("items", entries))));
  }

  public int size() {
    return entries.size();
  }

  private static Entry entry(SigmaRule rule) {
    RuleHeader header = rule.header();
    return new Entry(
        header.id(),
        header.version(),
        new Title(header.titleZh(), header.title()),
        header.description(),
        header.severity().text(),
        header.status(),
        rule instanceof DetectionRule detection ? detection.logSource().text() : "correlation",
        header.tags(),
        header.references());
  }

  private static List<RuleSource> sources() {
    try {
      return RuleFiles.builtIn().rules();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rule content", e);
    }
  }
}
