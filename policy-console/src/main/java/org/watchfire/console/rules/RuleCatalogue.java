package org.watchfire.console.rules;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
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

  public record Title(String zh, String en) {}

  /** What a rule looks for, and what it finds besides that is no harm as far as it is known. */
  public record Words(Title description, List<Title> falsePositives) {}

  /**
   * @param logsource what it looks at, {@code product/category/service}; {@code correlation} for a
   *     rule over other rules
   */
  record Entry(
      String id,
      String version,
      Title title,
      Title description,
      String severity,
      String status,
      String logsource,
      List<String> tags,
      List<String> references) {}

  /**
   * One rule with all it says.
   *
   * @param yaml the document as it ships
   * @param file where it stands in the content
   * @param reason what an alert of it says, with places for fields
   * @param condition how its parts go together; empty for a correlation
   */
  record Page(
      Entry rule,
      String yaml,
      String file,
      int line,
      Title reason,
      String condition,
      List<Title> falsePositives,
      String author,
      String date,
      String window) {}

  private final List<Entry> entries;
  private final Map<String, Page> pages;

  private RuleCatalogue(List<Entry> entries, Map<String, Page> pages) {
    this.entries = List.copyOf(entries);
    this.pages = Map.copyOf(pages);
  }

  /** Rules that cannot be read are left out and logged; the engine reports them as well. */
  public static RuleCatalogue load() {
    List<Entry> entries = new ArrayList<>();
    Map<String, Page> pages = new HashMap<>();
    for (RuleSource source : sources()) {
      SigmaParser.Parsed parsed = SigmaParser.parse(source);
      for (SigmaRule rule : parsed.rules()) {
        Entry entry = entry(rule);
        entries.add(entry);
        pages.put(entry.id(), page(entry, rule, source));
      }
      for (Rejection rejection : parsed.rejections()) {
        LOG.warn("rule left out: {}", rejection);
      }
    }
    entries.sort(Comparator.comparing((Entry e) -> e.title().en()).thenComparing(Entry::id));
    return new RuleCatalogue(entries, pages);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/rules", holds("rule:read"), call -> call.json(Map.of("items", entries))),
        Route.get("/rules/{id}", holds("rule:read"), this::show));
  }

  private void show(Call call) {
    Page page = pages.get(call.path("id"));
    if (page == null) {
      throw Refusal.notFound("no such rule");
    }
    call.json(page);
  }

  /** Empty for what is no rule of the content: one of before, or one of the product itself. */
  public Optional<Words> words(String ruleId) {
    return Optional.ofNullable(pages.get(ruleId))
        .map(page -> new Words(page.rule().description(), page.falsePositives()));
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
        new Title(header.descriptionZh(), header.description()),
        header.severity().text(),
        header.status(),
        rule instanceof DetectionRule detection ? detection.logSource().text() : "correlation",
        header.tags(),
        header.references());
  }

  private static Page page(Entry entry, SigmaRule rule, RuleSource source) {
    RuleHeader header = rule.header();
    return new Page(
        entry,
        document(source.text(), rule.line()),
        source.name(),
        rule.line(),
        new Title(header.reasonZh(), header.reasonEn()),
        rule instanceof DetectionRule detection ? detection.condition() : "",
        falsePositives(header),
        header.author(),
        header.date(),
        header.window() == null ? null : header.window().toString());
  }

  private static List<Title> falsePositives(RuleHeader header) {
    return IntStream.range(0, header.falsePositives().size())
        .mapToObj(i -> new Title(header.falsePositivesZh().get(i), header.falsePositives().get(i)))
        .toList();
  }

  /** The one of several documents that has this line, 1-based, with the comments before it. */
  private static String document(String text, int line) {
    List<String> lines = text.lines().toList();
    int at = Math.min(Math.max(line, 1), lines.size()) - 1;
    int from = at;
    while (from > 0 && !lines.get(from - 1).startsWith("---")) {
      from--;
    }
    int to = at;
    while (to + 1 < lines.size() && !lines.get(to + 1).startsWith("---")) {
      to++;
    }
    return String.join("\n", lines.subList(from, to + 1)) + "\n";
  }

  private static List<RuleSource> sources() {
    try {
      return RuleFiles.builtIn().rules();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rule content", e);
    }
  }
}
