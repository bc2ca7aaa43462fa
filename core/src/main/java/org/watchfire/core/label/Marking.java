package org.watchfire.core.label;

/**
 * A state-secret marking (国家秘密密级) seen in content. Not a data level and never compared with one:
 * finding a marking on this network is an incident by itself.
 */
public enum Marking {
  TOP_SECRET("绝密", "Top secret"),
  SECRET("机密", "Secret"),
  CONFIDENTIAL("秘密", "Confidential");

  private final String zh;
  private final String en;

  Marking(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  public String zh() {
    return zh;
  }

  public String en() {
    return en;
  }
}
