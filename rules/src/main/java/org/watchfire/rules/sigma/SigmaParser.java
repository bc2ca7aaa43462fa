package org.watchfire.rules.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads rule files. Every document gives either a rule or a rejection with file, line and reason;
 * one bad document never takes another with it (only broken YAML ends the reading of its own file).
 *
 * <p>Keys that Sigma does not know are ignored at the top level, where the specification allows
 * them, and rejected inside {@code correlation} and {@code watchfire}, where they would be a
 * misunderstood rule.
 */
public final class SigmaParser {
  private static final Duration DEFAULT_WINDOW = Duration.ofHours(1);

  /** Largest count a correlation may ask for: bounds the state of one key. */
  private static final int MAX_LIMIT = 10_000;

  private static final Set<String> STATUS =
      Set.of("stable", "test", "experimental", "deprecated", "unsupported");
  private static final Set<String> EXTENSION =
      Set.of("title_zh", "reason_en", "reason_zh", "entity", "window", "severity");
  private static final Set<String> CORRELATION =
      Set.of("type", "rules", "group-by", "timespan", "condition", "aliases", "generate");

  private SigmaParser() {}

  public record Parsed(List<SigmaRule> rules, List<Rejection> rejections) {}

  /** Never throws for any text. */
  public static Parsed parse(RuleSource source) {
    YamlReader.Documents read = YamlReader.read(source.text());
    List<SigmaRule> rules = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    for (YamlNode document : read.documents()) {
      try {
        rules.add(rule(document, source.name()));
      } catch (SigmaFormatException e) {
        rejections.add(new Rejection(source.name(), e.line(), nameOf(document), e.getMessage()));
      }
    }
    if (read.problem() != null) {
      rejections.add(new Rejection(source.name(), read.problemLine(), "", read.problem()));
    } else if (read.documents().isEmpty()) {
      rejections.add(new Rejection(source.name(), 0, "", "the file holds no document"));
    }
    return new Parsed(List.copyOf(rules), List.copyOf(rejections));
  }

  private static String nameOf(YamlNode document) {
    if (document instanceof YamlNode.Mapping m) {
      for (String key : List.of("id", "title", "name")) {
        if (m.get(key) instanceof YamlNode.Scalar s) {
          return s.text().length() > 200 ? s.text().substring(0, 200) : s.text();
        }
      }
    }
    return "";
  }

  private static SigmaRule rule(YamlNode document, String source) {
    Fields fields = Fields.of(document, "a rule");
    if (fields.has("action")) {
      throw new SigmaFormatException(
          fields.line("action"), "rule collections ('action') are not supported");
    }
    if (fields.has("filter")) {
      throw new SigmaFormatException(fields.line("filter"), "Sigma filters are not supported");
    }
    boolean correlation = fields.has("correlation");
    if (correlation && fields.has("detection")) {
      throw new SigmaFormatException(
          fields.line("detection"), "a document has either 'detection' or 'correlation'");
    }
    RuleHeader header = header(fields, document);
    if (correlation) {
      return correlation(fields, header, source, document.line());
    }
    LogSource logSource = logSource(Fields.of(fields.required("logsource"), "logsource"));
    DetectionParser.Detection d = DetectionParser.parse(fields.required("detection"));
    return new DetectionRule(
        header, source, document.line(), logSource, d.searches(), d.condition(), d.expression());
  }

  private static LogSource logSource(Fields f) {
    LogSource s = new LogSource(f.text("product"), f.text("category"), f.text("service"));
    if (s.equals(LogSource.NONE)) {
      throw new SigmaFormatException(
          f.map().line(), "logsource must name product, category or service");
    }
    return s;
  }

  private static RuleHeader header(Fields f, YamlNode document) {
    String title = Fields.scalar(f.required("title"), "title").strip();
    if (title.isEmpty() || title.length() > 256) {
      throw new SigmaFormatException(f.line("title"), "'title' must have 1 to 256 characters");
    }
    String id = f.text("id");
    if (!id.isEmpty() && !id.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw new SigmaFormatException(f.line("id"), "'id' must be a UUID, found '" + id + "'");
    }
    String name = f.text("name");
    if (id.isEmpty()) {
      String seed = "watchfire rule " + (name.isEmpty() ? title : name);
      id = UUID.nameUUIDFromBytes(seed.getBytes(UTF_8)).toString();
    }
    String status = f.text("status");
    if (!status.isEmpty() && !STATUS.contains(status)) {
      throw new SigmaFormatException(f.line("status"), "unknown status '" + status + "'");
    }
    Severity severity = f.has("level") ? severity(f, "level") : Severity.MEDIUM;
    String titleZh = title;
    String reasonEn = "";
    String reasonZh = "";
    String entity = "";
    Duration window = DEFAULT_WINDOW;
    if (f.has("watchfire")) {
      Fields w = Fields.of(f.required("watchfire"), "watchfire");
      w.onlyKnown(EXTENSION, "watchfire");
      titleZh = w.has("title_zh") ? w.text("title_zh").strip() : title;
      reasonEn = w.text("reason_en").strip();
      reasonZh = w.text("reason_zh").strip();
      entity = w.text("entity");
      if (!entity.isEmpty() && EntityType.ofField(entity).isEmpty()) {
        throw new SigmaFormatException(
            w.line("entity"),
            "'entity' must be a field of user, source, client, host, destination, agent, process, dns or url, found '"
                + entity
                + "'");
      }
      window =
          w.has("window") ? w.span("window", Duration.ofMinutes(1), Duration.ofDays(31)) : window;
      severity = w.has("severity") ? severity(w, "severity") : severity;
    }
    return new RuleHeader(
        id,
        version(document),
        name,
        title,
        titleZh,
        f.text("description").strip(),
        status,
        severity,
        f.texts("references"),
        f.texts("tags"),
        f.texts("falsepositives"),
        f.text("author"),
        f.text("date"),
        reasonEn,
        reasonZh,
        entity,
        window);
  }

  private static Severity severity(Fields f, String key) {
    return Severity.of(f.text(key))
        .orElseThrow(
            () ->
                new SigmaFormatException(
                    f.line(key),
                    "'"
                        + key
                        + "' must be informational, low, medium, high or critical, found '"
                        + f.text(key)
                        + "'"));
  }

  private static CorrelationRule correlation(
      Fields rule, RuleHeader header, String source, int line) {
    Fields c = Fields.of(rule.required("correlation"), "correlation");
    c.onlyKnown(CORRELATION, "correlation");
    CorrelationRule.Type type = null;
    for (CorrelationRule.Type t : CorrelationRule.Type.values()) {
      if (t.text().equals(Fields.scalar(c.required("type"), "type"))) {
        type = t;
      }
    }
    if (type == null) {
      throw new SigmaFormatException(
          c.line("type"), "correlation type '" + c.text("type") + "' is not supported");
    }
    c.required("rules");
    List<String> rules = c.texts("rules");
    boolean temporal =
        type == CorrelationRule.Type.TEMPORAL || type == CorrelationRule.Type.TEMPORAL_ORDERED;
    if (rules.isEmpty() || rules.size() > 32 || (temporal && rules.size() < 2)) {
      throw new SigmaFormatException(
          c.line("rules"), "'rules' must name " + (temporal ? 2 : 1) + " to 32 rules");
    }
    if (rules.stream().distinct().count() != rules.size()) {
      throw new SigmaFormatException(c.line("rules"), "'rules' names a rule twice");
    }
    c.required("timespan");
    Duration span = c.span("timespan", Duration.ofSeconds(1), Duration.ofDays(31));
    Fields condition = c.has("condition") ? Fields.of(c.required("condition"), "condition") : null;
    String valueField = condition == null ? "" : condition.text("field");
    if ((type == CorrelationRule.Type.VALUE_COUNT) == valueField.isEmpty()) {
      throw new SigmaFormatException(
          c.line("condition"), "condition 'field' goes with value_count, and only with it");
    }
    Threshold threshold = threshold(c, condition, temporal, rules.size());
    if (type == CorrelationRule.Type.TEMPORAL_ORDERED
        && !(threshold.onlyGrows() && threshold.minimum() == rules.size())) {
      throw new SigmaFormatException(
          c.line("condition"),
          "temporal_ordered asks for all of its rules; leave the condition out");
    }
    if (threshold.minimum() > MAX_LIMIT) {
      throw new SigmaFormatException(
          c.line("condition"),
          "a sliding window counts up to " + MAX_LIMIT + ", found " + threshold.minimum());
    }
    return new CorrelationRule(
        header,
        source,
        line,
        type,
        rules,
        c.texts("group-by"),
        span,
        threshold,
        valueField,
        aliases(c, rules),
        c.flag("generate") || rule.flag("generate"));
  }

  private static Threshold threshold(Fields c, Fields condition, boolean temporal, int rules) {
    List<Threshold.Bound> bounds = new ArrayList<>();
    if (condition != null) {
      condition
          .map()
          .entries()
          .forEach(
              (key, e) -> {
                if (key.equals("field")) {
                  return;
                }
                String n = Fields.scalar(e.value(), key);
                Comparison op =
                    Comparison.of(key)
                        .orElseThrow(
                            () ->
                                new SigmaFormatException(
                                    e.line(), "unknown key '" + key + "' in condition"));
                if (!n.matches("\\d{1,9}")) {
                  throw new SigmaFormatException(e.line(), "'" + key + "' must be a whole number");
                }
                bounds.add(new Threshold.Bound(op, Long.parseLong(n)));
              });
    }
    if (bounds.isEmpty()) {
      if (!temporal) {
        throw new SigmaFormatException(
            c.line("condition"), "condition needs gt, gte, lt, lte, eq or neq");
      }
      bounds.add(new Threshold.Bound(Comparison.GTE, rules));
    }
    return new Threshold(bounds);
  }

  private static Map<String, Map<String, String>> aliases(Fields c, List<String> rules) {
    Map<String, Map<String, String>> out = new LinkedHashMap<>();
    if (c.has("aliases")) {
      Fields aliases = Fields.of(c.required("aliases"), "aliases");
      aliases
          .map()
          .entries()
          .forEach(
              (alias, e) -> {
                Map<String, String> fields = new LinkedHashMap<>();
                Fields of = Fields.of(e.value(), "alias " + alias);
                of.map()
                    .entries()
                    .keySet()
                    .forEach(
                        rule -> {
                          if (!rules.contains(rule)) {
                            throw new SigmaFormatException(
                                of.line(rule),
                                "alias names rule '" + rule + "', which is not in 'rules'");
                          }
                          fields.put(rule, of.text(rule));
                        });
                out.put(alias, Map.copyOf(fields));
              });
    }
    return Map.copyOf(out);
  }

  private static String version(YamlNode document) {
    StringBuilder canonical = new StringBuilder();
    document.canonical(canonical);
    return sha256(canonical.toString()).substring(0, 12);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
