package org.watchfire.rules.access;

import java.util.Locale;

/** What one test of a policy looks at, in the order in which tests are made. */
public enum Facet {
  STATUS_AND_LABEL("状态与标签", "status and label"),
  ACTION("操作", "action"),
  ROLE("岗位角色", "role"),
  DEPARTMENT("所属部门", "department"),
  PERSON("人员或账号", "person or account"),
  ATTRIBUTE("人员属性", "attribute"),
  KIND("资产类型", "kind of asset"),
  ASSET("资产", "asset"),
  TAG("资产标签", "tag"),
  LEVEL("数据级别", "data level"),
  PATTERN("位置", "place"),
  OWNER("资产所属部门", "department of the asset"),
  VALIDITY("有效期", "validity"),
  PURPOSE("用途", "purpose"),
  TIME("时间窗口", "time window"),
  NETWORK("来源网络", "network"),
  MFA("二次认证时效", "age of the second factor"),
  CASE("案件编号", "case"),
  EMERGENCY("应急授权", "emergency grant");

  private final String zh;
  private final String en;

  Facet(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  /** {@code status-and-label}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String zh() {
    return zh;
  }

  public String en() {
    return en;
  }

  boolean ofSubject() {
    return compareTo(ROLE) >= 0 && compareTo(ATTRIBUTE) <= 0;
  }

  boolean ofResource() {
    return compareTo(KIND) >= 0 && compareTo(OWNER) <= 0;
  }

  boolean ofCircumstances() {
    return compareTo(VALIDITY) >= 0;
  }
}
