package org.watchfire.console.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.watchfire.console.classification.Evidence.Finding;
import org.watchfire.console.classification.Harm.Degree;
import org.watchfire.console.classification.Recommendation.Reason;
import org.watchfire.core.label.LevelScheme;

/**
 * Recommends a level from what is known of an asset. A pure function: the same evidence gives the
 * same lines in the same order. Every line stands alone, and the strictest one counts.
 */
final class Recommender {
  /** A finding below it is none: it may be chance. */
  static final int MIN_CONFIDENCE = 60;

  /** The detector of marks of state secrets. */
  private static final String SECRECY = "secrecy-mark";

  /** Persons from which on harm to individuals is one degree worse, when the data is delicate. */
  static final long MANY_DELICATE = 10_000;

  /** The same for any personal data. */
  static final long MANY = 100_000;

  /** Persons from which on it is the public that is harmed. */
  static final long PUBLIC = 1_000_000;

  private final Vocabulary vocabulary;

  Recommender(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  Recommendation recommend(Evidence evidence, LevelScheme scheme) {
    List<Reason> lines = new ArrayList<>();
    boolean inspected = false;
    long unclear = 0;
    for (Finding finding : evidence.findings()) {
      if (finding.confidence() < MIN_CONFIDENCE) {
        unclear += finding.found() > 0 ? 1 : 0;
        continue;
      }
      inspected = true;
      if (finding.found() > 0 && finding.detector().equals(SECRECY)) {
        lines.add(
            new Reason(
                "finding:" + SECRECY,
                null,
                "检测到国家秘密标志 " + finding.found() + " 处：请核定密级标志；标志不折算为级别",
                "marks of state secrets were found, "
                    + finding.found()
                    + ": decide on the marking; marks are not made a level"));
      } else if (finding.found() > 0) {
        vocabulary
            .ofDetector(finding.detector())
            .ifPresentOrElse(
                kind -> lines.add(found(finding, kind, evidence)),
                () -> lines.add(unknown(finding)));
      }
    }
    for (Vocabulary.Kind kind : vocabulary.kinds()) {
      named(kind, evidence).ifPresent(lines::add);
    }
    if (evidence.marking() != null) {
      lines.add(
          new Reason(
              "marking",
              null,
              "带有国家秘密标志（" + evidence.marking() + "）：标志与级别分开管理，按保密规定处理",
              "bears the mark of a state secret ("
                  + evidence.marking()
                  + "): marks are kept apart from levels; the rules of secrecy apply"));
    }
    boolean certain = lines.stream().anyMatch(line -> line.grade() != null);
    if (lines.isEmpty() && inspected && unclear == 0) {
      certain = true;
      lines.add(
          new Reason(
              "nothing-found",
              Grade.GENERAL_1,
              "已检测，未发现敏感内容，名称也无提示",
              "inspected: nothing delicate was found, and no name hints at it"));
    }
    if (!certain) {
      lines.add(
          new Reason(
              "presumed",
              Grade.PRESUMED,
              "已知信息不足（未检测或置信度低于 " + MIN_CONFIDENCE + "），按 3 级推定（就高从严）",
              "too little is known (not inspected, or with a confidence below "
                  + MIN_CONFIDENCE
                  + "): level 3 is presumed"));
    }
    lines.sort(
        Comparator.comparing((Reason line) -> line.grade() == null ? -1 : line.grade().ordinal())
            .reversed()
            .thenComparing(Reason::code)
            .thenComparing(Reason::en));
    // 就高: the data set is what its strictest part is.
    Grade grade =
        lines.stream()
            .map(Reason::grade)
            .filter(g -> g != null)
            .max(Comparator.naturalOrder())
            .orElse(Grade.PRESUMED);
    return new Recommendation(grade.rank(scheme), certain, lines);
  }

  private static Reason found(Finding finding, Vocabulary.Kind kind, Evidence evidence) {
    String place = finding.place().isEmpty() ? "" : " " + finding.place();
    String density =
        evidence.records() == null || evidence.records() == 0
            ? ""
            : "%s / 1000".formatted(finding.found() * 1000 / evidence.records());
    return judged(
        "finding:" + finding.detector(),
        kind,
        persons(finding, evidence),
        "检测到"
            + kind.zh()
            + place
            + "："
            + finding.found()
            + " 处"
            + (density.isEmpty() ? "" : "（每千条 " + density.replace(" / 1000", "") + "）"),
        "inspection found "
            + kind.en()
            + place
            + ": "
            + finding.found()
            + (density.isEmpty() ? "" : " (" + density + " records)"));
  }

  /** As many persons as are known of; else as many as were found, one each at the most. */
  private static long persons(Finding finding, Evidence evidence) {
    return evidence.subjects() != null ? evidence.subjects() : finding.found();
  }

  private Optional<Reason> named(Vocabulary.Kind kind, Evidence evidence) {
    for (String text : evidence.texts()) {
      Optional<String> word = kind.in(text);
      if (word.isPresent()) {
        long persons =
            evidence.subjects() != null
                ? evidence.subjects()
                : evidence.records() != null ? evidence.records() : 0;
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return Optional.of(
            judged(
                "name:" + kind.id(),
                kind,
                persons,
                "名称“" + shown + "”含“" + word.get() + "”，提示" + kind.zh(),
                "the name '" + shown + "' holds '" + word.get() + "': " + kind.en()));
      }
    }
    return Optional.empty();
  }

  private static Reason judged(
      String code, Vocabulary.Kind kind, long persons, String zh, String en) {
    Harm harm = kind.harm();
    Degree degree = kind.degree();
    String scaleZh = "";
    String scaleEn = "";
    if (kind.personal() && harm == Harm.RIGHTS) {
      boolean delicate = degree.compareTo(Degree.SERIOUS) >= 0;
      if (delicate && persons >= PUBLIC) {
        harm = Harm.PUBLIC;
        degree = Degree.SERIOUS;
      } else if (persons >= (delicate ? MANY_DELICATE : MANY)) {
        degree = degree.worse();
      }
      if (harm != kind.harm() || degree != kind.degree()) {
        scaleZh = "，涉及约 " + persons + " 人，程度上调";
        scaleEn = ", about " + persons + " persons make it worse";
      }
    }
    Grade grade = harm.grade(degree);
    return new Reason(
        code,
        grade,
        zh + scaleZh + "；影响" + harm.zh() + "，" + degree.zh() + " → " + grade.id(),
        en + scaleEn + "; " + degree.en() + " to " + harm.en() + " → " + grade.id());
  }

  private static Reason unknown(Finding finding) {
    return new Reason(
        "finding:" + finding.detector(),
        Grade.PRESUMED,
        "检测到 " + finding.found() + " 处，检测器含义未知，按 3 级推定",
        "inspection found "
            + finding.found()
            + " of a kind that is not known here: level 3 is presumed");
  }
}
