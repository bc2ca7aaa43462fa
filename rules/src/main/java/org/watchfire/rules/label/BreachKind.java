package org.watchfire.rules.label;

/** What was not allowed; each kind is a rule of its own in alerts. */
public enum BreachKind {
  /** The account's person is suspended or has left. */
  INACTIVE_PERSON(
      "6d3a1c0e-5b54-4f0b-9a39-2f5d2a8e7101",
      "Access by a suspended or departed person",
      "停用或离职人员的访问",
      "T1078"),
  /** The person's clearance is below the asset's level. */
  CLEARANCE(
      "6d3a1c0e-5b54-4f0b-9a39-2f5d2a8e7102",
      "Access above clearance",
      "越级访问：人员涉密等级低于资产级别",
      "T1078"),
  /** The person is not within the asset's need-to-know scope. */
  COMPARTMENT(
      "6d3a1c0e-5b54-4f0b-9a39-2f5d2a8e7103",
      "Access outside the need-to-know scope",
      "超出知悉范围的访问",
      "T1078"),
  /** The asset belongs to other departments. */
  DEPARTMENT(
      "6d3a1c0e-5b54-4f0b-9a39-2f5d2a8e7104",
      "Access to data of another department",
      "访问其他部门数据",
      "T1078"),
  /** Nobody answers for the account. */
  UNKNOWN_PERSON(
      "6d3a1c0e-5b54-4f0b-9a39-2f5d2a8e7105",
      "Graded data accessed by an account nobody answers for",
      "无责任人账号访问高级别数据",
      "T1078");

  private final String ruleId;
  private final String titleEn;
  private final String titleZh;
  private final String technique;

  BreachKind(String ruleId, String titleEn, String titleZh, String technique) {
    this.ruleId = ruleId;
    this.titleEn = titleEn;
    this.titleZh = titleZh;
    this.technique = technique;
  }

  /** The {@code rule.id} of alerts of this kind. */
  public String ruleId() {
    return ruleId;
  }

  public String titleEn() {
    return titleEn;
  }

  public String titleZh() {
    return titleZh;
  }

  /** ATT&amp;CK technique. */
  public String technique() {
    return technique;
  }
}
