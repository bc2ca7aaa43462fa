package org.watchfire.console.classification;

/** Whom a loss of the data would harm. */
enum Harm {
  NATIONAL_SECURITY("国家安全", "national security"),
  PUBLIC("经济运行、社会秩序、公共利益", "economy, social order and public interest"),
  RIGHTS("组织或个人权益", "rights of organisations or individuals");

  private final String zh;
  private final String en;

  Harm(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  String zh() {
    return zh;
  }

  String en() {
    return en;
  }

  /** How much. */
  enum Degree {
    NONE("无危害", "no harm"),
    ORDINARY("一般危害", "ordinary harm"),
    SERIOUS("严重危害", "serious harm"),
    GRAVE("特别严重危害", "especially serious harm");

    private final String zh;
    private final String en;

    Degree(String zh, String en) {
      this.zh = zh;
      this.en = en;
    }

    String zh() {
      return zh;
    }

    String en() {
      return en;
    }

    /** One step worse, where there is one. */
    Degree worse() {
      return values()[Math.min(ordinal() + 1, values().length - 1)];
    }
  }

  /** The table of GB/T 43697-2024, 6.5: what grade that makes. */
  Grade grade(Degree degree) {
    if (degree == Degree.NONE) {
      return Grade.GENERAL_1;
    }
    return switch (this) {
      case NATIONAL_SECURITY -> degree == Degree.ORDINARY ? Grade.IMPORTANT : Grade.CORE;
      case PUBLIC ->
          switch (degree) {
            case GRAVE -> Grade.CORE;
            case SERIOUS -> Grade.IMPORTANT;
            default -> Grade.GENERAL_4;
          };
      case RIGHTS ->
          switch (degree) {
            case GRAVE -> Grade.GENERAL_4;
            case SERIOUS -> Grade.GENERAL_3;
            default -> Grade.GENERAL_2;
          };
    };
  }
}
