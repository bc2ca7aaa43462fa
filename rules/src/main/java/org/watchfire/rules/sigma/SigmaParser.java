package org.watchfire.rules.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

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

  private static final Set<String> STATUS =
      Set.of("stable", "test", "experimental", "deprecated", "unsupported");
  private static final Set<String> EXTENSION =
      Set.of(
          "title_zh",
          "description_zh",
          "falsepositives_zh",
          "reason_en",
          "reason_zh",
          "entity",
          "window",
          "severity");

  private SigmaParser() {}

  public record Parsed(List<SigmaRule> rules, List<Rejection> rejections) {}

  /** As {@link #parse(RuleSource, Placeholders)} without placeholder values. */
  public static Parsed parse(RuleSource source) {
    return parse(source, Placeholders.NONE);
  }

  /** Never throws for any text. */
  public static Parsed parse(RuleSource source, Placeholders placeholders) {
    YamlReader.Documents read = YamlReader.read(source.text());
    List<SigmaRule> rules = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    for (YamlNode document : read.documents()) {
      try {
        rules.add(rule(document, source.name(), placeholders));
      } catch (SigmaFormatException e) {
        rejections.add(
            new Rejection(source.name(), e.line(), nameOf(document), e.kind(), e.getMessage()));
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

  private static SigmaRule rule(YamlNode document, String source, Placeholders placeholders) {
    Fields fields = Fields.of(document, "a rule");
    if (fields.has("action")) {
      throw new SigmaFormatException(
          fields.line("action"), "rule collections ('action') are not supported");
    }
    if (Stream.of("detection", "correlation", "filter").filter(fields::has).count() > 1) {
      throw new SigmaFormatException(
          document.line(), "a document has one of 'detection', 'correlation' and 'filter'");
    }
    boolean filter = fields.has("filter");
    RuleHeader header = header(fields, document, filter ? FilterParser.EXTENSION : EXTENSION);
    if (fields.has("correlation")) {
      return CorrelationParser.parse(fields, header, source, document.line());
    }
    LogSource logSource = logSource(Fields.of(fields.required("logsource"), "logsource"));
    if (filter) {
      return FilterParser.parse(fields, header, source, document.line(), logSource, placeholders);
    }
    DetectionParser.Detection d = DetectionParser.parse(fields.required("detection"), placeholders);
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

  private static RuleHeader header(Fields f, YamlNode document, Set<String> extension) {
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
    String description = f.text("description").strip();
    String descriptionZh = description;
    List<String> falsePositives = f.texts("falsepositives");
    List<String> falsePositivesZh = falsePositives;
    String reasonEn = "";
    String reasonZh = "";
    String entity = "";
    Duration window = DEFAULT_WINDOW;
    if (f.has("watchfire")) {
      Fields w = Fields.of(f.required("watchfire"), "watchfire");
      w.onlyKnown(extension, "watchfire");
      titleZh = w.has("title_zh") ? w.text("title_zh").strip() : title;
      descriptionZh = w.has("description_zh") ? w.text("description_zh").strip() : description;
      if (w.has("falsepositives_zh")) {
        falsePositivesZh = w.texts("falsepositives_zh");
        if (falsePositivesZh.size() != falsePositives.size()) {
          throw new SigmaFormatException(
              w.line("falsepositives_zh"),
              "'falsepositives_zh' must say each of 'falsepositives' in Chinese, in their order: "
                  + falsePositives.size()
                  + ", found "
                  + falsePositivesZh.size());
        }
      }
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
        description,
        descriptionZh,
        status,
        severity,
        f.texts("references"),
        f.texts("tags"),
        falsePositives,
        falsePositivesZh,
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
