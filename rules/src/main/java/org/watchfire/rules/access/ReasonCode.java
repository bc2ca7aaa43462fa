package org.watchfire.rules.access;

import java.util.Locale;
import org.watchfire.rules.label.BreachKind;

/** Why a decision is what it is. The first five are mandatory: no policy can change them. */
public enum ReasonCode {
  UNKNOWN_PERSON("账号无责任人", "nobody answers for the account"),
  INACTIVE_PERSON("人员已停用或离职", "the person is suspended or has left"),
  CLEARANCE("人员可访问级别低于资产级别", "the clearance is below the level of the asset"),
  COMPARTMENT("不在知悉范围内", "the person is outside the need-to-know scope"),
  DEPARTMENT("资产属于其他部门", "the asset belongs to other departments"),
  EXPLICIT_DENY("策略明确禁止", "a policy denies it"),
  NO_POLICY("没有策略允许（默认拒绝）", "no policy allows it (denied by default)"),
  ALLOWED("策略允许", "a policy allows it"),
  EMERGENCY("应急授权允许", "an emergency grant allows it");

  private final String zh;
  private final String en;

  ReasonCode(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  static ReasonCode of(BreachKind kind) {
    return switch (kind) {
      case UNKNOWN_PERSON -> UNKNOWN_PERSON;
      case INACTIVE_PERSON -> INACTIVE_PERSON;
      case CLEARANCE -> CLEARANCE;
      case COMPARTMENT -> COMPARTMENT;
      case DEPARTMENT -> DEPARTMENT;
    };
  }

  /** Whether status or labels decided, not a policy. */
  public boolean mandatory() {
    return compareTo(EXPLICIT_DENY) < 0;
  }

  /** As it stands in records: {@code explicit-deny}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String zh() {
    return zh;
  }

  public String en() {
    return en;
  }
}
