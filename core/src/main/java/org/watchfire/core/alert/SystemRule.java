package org.watchfire.core.alert;

/** What parts of the system outside the detection engine raise alerts about. */
public enum SystemRule {
  INDEX_TAMPERING(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0006",
      "critical",
      "索引文档被篡改",
      "Index documents were tampered with",
      "defense-evasion",
      "T1565.001"),
  ROW_TAMPERING(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0007",
      "critical",
      "受保护的数据库行被篡改",
      "Protected rows of the database were tampered with",
      "defense-evasion",
      "T1565.001"),
  EMERGENCY_GRANT(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0008",
      "high",
      "启用了应急授权",
      "An emergency grant was taken",
      "privilege-escalation",
      "T1078"),
  REVIEW_OVERDUE(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0009",
      "high",
      "应急授权逾期未复核",
      "The review of an emergency grant is overdue",
      "privilege-escalation",
      "T1078");

  /** All of them have one version: they change with the program. */
  static final String VERSION = "000000000001";

  private final String id;
  private final String severity;
  private final String zh;
  private final String en;
  private final String tactic;
  private final String technique;

  SystemRule(String id, String severity, String zh, String en, String tactic, String technique) {
    this.id = id;
    this.severity = severity;
    this.zh = zh;
    this.en = en;
    this.tactic = tactic;
    this.technique = technique;
  }

  public String id() {
    return id;
  }

  String severity() {
    return severity;
  }

  String zh() {
    return zh;
  }

  String en() {
    return en;
  }

  /** As ATT&CK names it, in small letters with hyphens. */
  String tactic() {
    return tactic;
  }

  /** Its number in ATT&CK. */
  String technique() {
    return technique;
  }
}
