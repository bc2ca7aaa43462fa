package org.watchfire.console.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.console.classification.Evidence.Finding;
import org.watchfire.core.label.Level;
import org.watchfire.core.label.LevelScheme;

/** What is recommended, why, and that it never gets lower by knowing more that is bad. */
class RecommenderTest {
  private static final Vocabulary VOCABULARY = Vocabulary.load();
  private static final Recommender RECOMMENDER = new Recommender(VOCABULARY);

  @ParameterizedTest
  @CsvSource({
    "NATIONAL_SECURITY,NONE,GENERAL_1",
    "NATIONAL_SECURITY,ORDINARY,IMPORTANT",
    "NATIONAL_SECURITY,SERIOUS,CORE",
    "NATIONAL_SECURITY,GRAVE,CORE",
    "PUBLIC,NONE,GENERAL_1",
    "PUBLIC,ORDINARY,GENERAL_4",
    "PUBLIC,SERIOUS,IMPORTANT",
    "PUBLIC,GRAVE,CORE",
    "RIGHTS,NONE,GENERAL_1",
    "RIGHTS,ORDINARY,GENERAL_2",
    "RIGHTS,SERIOUS,GENERAL_3",
    "RIGHTS,GRAVE,GENERAL_4"
  })
  void theTableOfObjectsAndDegrees(Harm harm, Harm.Degree degree, Grade grade) {
    assertThat(harm.grade(degree)).isEqualTo(grade);
  }

  @Test
  void theMoreSeverePartOfADataSetMakesItWhatItIs() {
    Recommendation made =
        of(
            List.of("人员表"),
            List.of(
                new Finding("mobile-phone", "tel", 900, 90),
                new Finding("resident-id", "sfz", 900, 95)),
            1_000L,
            900L);
    assertThat(made.rank()).isEqualTo(3);
    assertThat(made.certain()).isTrue();
    assertThat(made.reasons().get(0).zh()).contains("身份证件号码", "900", "每千条 900");
    assertThat(made.reasons())
        .extracting(Recommendation.Reason::code)
        .containsExactly("finding:resident-id", "finding:mobile-phone");
  }

  @Test
  void manyPersonsMakeItWorse() {
    List<Finding> ids = List.of(new Finding("resident-id", "", 50, 95));
    assertThat(of(List.of("x"), ids, null, 9_999L).rank()).isEqualTo(3);
    assertThat(of(List.of("x"), ids, null, 10_000L).rank()).isEqualTo(4);
    assertThat(of(List.of("x"), ids, null, 1_000_000L).rank()).isEqualTo(5);
    assertThat(of(List.of("x"), ids, null, 1_000_000L).reasons().get(0).en())
        .contains("1000000 persons");
    List<Finding> phones = List.of(new Finding("mobile-phone", "", 50, 95));
    assertThat(of(List.of("x"), phones, null, 99_999L).rank()).isEqualTo(2);
    assertThat(of(List.of("x"), phones, null, 100_000L).rank()).isEqualTo(3);
  }

  @Test
  void whatIsNotKnownIsPresumed() {
    Recommendation nothing = of(List.of("x"), List.of(), null, null);
    assertThat(nothing.certain()).isFalse();
    assertThat(nothing.rank()).isEqualTo(3);
    assertThat(nothing.reasons().get(0).code()).isEqualTo("presumed");
    Recommendation vague =
        of(List.of("x"), List.of(new Finding("resident-id", "", 5, 59)), 10L, null);
    assertThat(vague.certain()).isFalse();
    Recommendation clean =
        of(List.of("x"), List.of(new Finding("resident-id", "", 0, 95)), 10L, null);
    assertThat(clean.certain()).isTrue();
    assertThat(clean.rank()).isEqualTo(1);
    // Clean in one respect, vague in another: not clean.
    assertThat(
            of(
                    List.of("x"),
                    List.of(
                        new Finding("resident-id", "", 0, 95), new Finding("bank-card", "", 3, 20)),
                    10L,
                    null)
                .certain())
        .isFalse();
    assertThat(of(List.of("x"), List.of(new Finding("new-detector", "", 3, 90)), 10L, null).rank())
        .isEqualTo(3);
  }

  @Test
  void namesAreWordsNotLetters() {
    assertThat(of(List.of("db:hr.public.idCardNo"), List.of(), null, null).rank()).isEqualTo(3);
    assertThat(of(List.of("学生身份证号"), List.of(), null, null).rank()).isEqualTo(3);
    assertThat(of(List.of("employee_SALARY"), List.of(), null, null).rank()).isEqualTo(3);
    assertThat(of(List.of("ＩＤ＿ＣＡＲＤ"), List.of(), null, null).certain()).isTrue();
    // 'iris' in 'virisation', 'dna' in 'vedna' are nothing.
    assertThat(of(List.of("virisation", "vedna"), List.of(), null, null).certain()).isFalse();
  }

  @Test
  void marksAreToldAndNeverMadeALevel() {
    Evidence marked =
        new Evidence(
            List.of("x"), "SECRET", List.of(new Finding("secrecy-mark", "", 4, 99)), null, null);
    Recommendation made = RECOMMENDER.recommend(marked, LevelScheme.DEFAULT);
    assertThat(made.rank()).isEqualTo(3);
    assertThat(made.reasons())
        .extracting(Recommendation.Reason::code)
        .contains("marking", "finding:secrecy-mark", "presumed");
  }

  @Test
  void anotherSchemeGetsTheLevelAtTheSamePlaceRoundedUp() {
    LevelScheme four =
        new LevelScheme(
            "default",
            List.of(
                new Level("l1", 10, "一", "1"),
                new Level("l2", 20, "二", "2"),
                new Level("l3", 30, "三", "3"),
                new Level("l4", 40, "四", "4")));
    List<Integer> ranks = new ArrayList<>();
    for (Grade grade : Grade.values()) {
      ranks.add(grade.rank(four));
    }
    assertThat(ranks).containsExactly(10, 20, 20, 30, 40, 40);
  }

  @Property(tries = 300)
  void everyLineIsInBothLanguagesAndTheStrictestOneCounts(@ForAll("evidence") Evidence evidence) {
    Recommendation made = RECOMMENDER.recommend(evidence, LevelScheme.DEFAULT);
    assertThat(made.reasons()).allMatch(r -> !r.zh().isBlank() && !r.en().isBlank());
    int strictest =
        made.reasons().stream()
            .filter(r -> r.grade() != null)
            .mapToInt(r -> r.grade().ordinal() + 1)
            .max()
            .orElseThrow();
    assertThat(made.rank()).isEqualTo(strictest);
    // The order in which things became known does not matter.
    List<Finding> reversed = new ArrayList<>(evidence.findings());
    Collections.reverse(reversed);
    assertThat(
            RECOMMENDER.recommend(
                new Evidence(
                    evidence.texts(),
                    evidence.marking(),
                    reversed,
                    evidence.records(),
                    evidence.subjects()),
                LevelScheme.DEFAULT))
        .isEqualTo(made);
  }

  @Property(tries = 300)
  void knowingOneMoreFindingNeverLowersWhatIsCertain(
      @ForAll("evidence") Evidence evidence, @ForAll("finding") Finding more) {
    Recommendation before = RECOMMENDER.recommend(evidence, LevelScheme.DEFAULT);
    List<Finding> findings = new ArrayList<>(evidence.findings());
    findings.add(more);
    Recommendation after =
        RECOMMENDER.recommend(
            new Evidence(
                evidence.texts(),
                evidence.marking(),
                findings,
                evidence.records(),
                evidence.subjects()),
            LevelScheme.DEFAULT);
    if (before.certain()) {
      assertThat(after.rank()).isGreaterThanOrEqualTo(before.rank());
    }
  }

  @Property(tries = 300)
  void itIsWhatASlowReadingOfTheRulesSays(@ForAll("evidence") Evidence evidence) {
    Recommendation made = RECOMMENDER.recommend(evidence, LevelScheme.DEFAULT);
    int expected = 0;
    for (Finding finding : evidence.findings()) {
      if (finding.confidence() >= 60
          && finding.found() > 0
          && !finding.detector().equals("secrecy-mark")) {
        long persons = evidence.subjects() == null ? finding.found() : evidence.subjects();
        expected = Math.max(expected, slow(finding.detector(), persons));
      }
    }
    if (evidence.texts().contains("salary")) {
      long persons =
          Optional.ofNullable(evidence.subjects())
              .orElse(Optional.ofNullable(evidence.records()).orElse(0L));
      expected = Math.max(expected, persons >= 1_000_000 ? 5 : persons >= 10_000 ? 4 : 3);
    }
    if (expected > 0) {
      assertThat(made.certain()).isTrue();
      assertThat(made.rank()).isEqualTo(expected);
    } else {
      assertThat(made.rank()).isEqualTo(made.certain() ? 1 : 3);
    }
  }

  private static int slow(String detector, long persons) {
    return switch (detector) {
      case "resident-id", "bank-card" -> persons >= 1_000_000 ? 5 : persons >= 10_000 ? 4 : 3;
      case "mobile-phone" -> persons >= 100_000 ? 3 : 2;
      case "exam-mark" -> 5;
      default -> 3;
    };
  }

  @Provide
  Arbitrary<Finding> finding() {
    return Combinators.combine(
            Arbitraries.of(
                "resident-id", "bank-card", "mobile-phone", "exam-mark", "secrecy-mark", "other"),
            Arbitraries.of("", "a", "b"),
            Arbitraries.of(0L, 1L, 50L, 20_000L, 3_000_000L),
            Arbitraries.integers().between(0, 100))
        .as(Finding::new);
  }

  @Provide
  Arbitrary<Evidence> evidence() {
    return Combinators.combine(
            Arbitraries.of("table", "salary").list().ofMaxSize(2),
            finding().list().ofMaxSize(5),
            Arbitraries.of(10L, 50_000L, 2_000_000L).injectNull(0.3),
            Arbitraries.of(10L, 50_000L, 2_000_000L).injectNull(0.3))
        .as(
            (texts, findings, records, subjects) ->
                new Evidence(texts, null, findings, records, subjects));
  }

  private static Recommendation of(
      List<String> texts, List<Finding> findings, Long records, Long subjects) {
    return RECOMMENDER.recommend(
        new Evidence(texts, null, findings, records, subjects), LevelScheme.DEFAULT);
  }
}
