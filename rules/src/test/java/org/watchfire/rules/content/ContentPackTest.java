package org.watchfire.rules.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.match.ContentCheck;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.RuleHeader;

/**
 * The whole pack of rules that ships: compiles, is complete in both languages, and does what its
 * examples say.
 */
class ContentPackTest {
  private static final Path CONTENT = Path.of("content");
  private static final RuleSet RULES = compile();
  private static final String CHINESE = "(?s).*[\\u4e00-\\u9fff].*";

  /** How the description of a rule begins that never alerts by itself. */
  private static final String COUNTED = "counts towards the correlation";

  @Test
  void everyRuleCompiles() {
    assertThat(RULES.rejections()).isEmpty();
    assertThat(RULES.detections()).hasSizeGreaterThanOrEqualTo(250);
    assertThat(RULES.correlations()).hasSizeGreaterThanOrEqualTo(50);
  }

  @Test
  void everyRuleDoesWhatItsExamplesSay() throws IOException {
    ContentCheck.Report report = ContentCheck.run(RULES, RuleFiles.testsIn(CONTENT));

    assertThat(report.failures()).isEmpty();
    assertThat(headers().map(RuleHeader::id)).allMatch(report.tested()::contains, "has examples");
  }

  @Test
  void everyRuleSpeaksBothLanguages() {
    headers()
        .forEach(
            h -> {
              assertThat(h.titleZh()).as(h.name()).isNotEqualTo(h.title()).matches(CHINESE);
              assertThat(h.descriptionZh()).as(h.name()).matches(CHINESE);
              assertThat(h.falsePositivesZh()).as(h.name()).allMatch(x -> x.matches(CHINESE));
              if (alerts(h)) {
                assertThat(h.reasonEn()).as(h.name()).isNotEmpty();
                assertThat(h.reasonZh()).as(h.name()).matches(CHINESE);
                assertThat(places(h.reasonZh())).as(h.name()).isEqualTo(places(h.reasonEn()));
                assertThat(h.entityField()).as(h.name()).isNotEmpty();
                assertThat(h.falsePositives()).as(h.name()).isNotEmpty();
              }
            });
  }

  @Test
  void everyRuleCanBeReferredTo() {
    assertThat(headers().map(RuleHeader::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> UUID.fromString(id) != null);
    assertThat(headers().map(RuleHeader::name))
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-z0-9_]+"));
    headers()
        .forEach(
            h -> {
              assertThat(h.techniques()).as(h.name()).isNotEmpty();
              assertThat(h.tactics()).as(h.name()).isNotEmpty();
              assertThat(h.references())
                  .as(h.name())
                  .isNotEmpty()
                  .allMatch(r -> r.startsWith("https://"));
              assertThat(h.description()).as(h.name()).isNotEmpty();
              assertThat(h.author()).as(h.name()).isEqualTo("Watchfire");
            });
  }

  private static boolean alerts(RuleHeader header) {
    return RULES.alerts(header.id());
  }

  @Test
  void whatOnlyCountsSaysSo() {
    headers().filter(h -> !alerts(h)).forEach(h -> assertThat(h.reasonEn()).as(h.name()).isEmpty());
    assertThat(headers().filter(h -> h.description().toLowerCase(Locale.ROOT).startsWith(COUNTED)))
        .noneMatch(ContentPackTest::alerts);
  }

  private static Set<String> places(String template) {
    return Pattern.compile("\\{[^}]+}")
        .matcher(template)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private static Stream<RuleHeader> headers() {
    return Stream.concat(
        RULES.detections().stream().map(r -> r.header()),
        RULES.correlations().values().stream().map(r -> r.header()));
  }

  private static RuleSet compile() {
    try {
      RuleFiles.Pack pack = RuleFiles.pack(CONTENT);
      return RuleSet.compile(pack.rules(), pack.routing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
