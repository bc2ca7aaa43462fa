package org.watchfire.rules.inspect;

/** Names of the detectors, as they stand in findings and in rules. */
public final class Detectors {
  /** 居民身份证, 18 characters (GB 11643). */
  public static final String RESIDENT_ID = "resident-id";

  /** 银行卡, 16-19 digits (ISO/IEC 7812). */
  public static final String BANK_CARD = "bank-card";

  /** 手机号, 11 digits. */
  public static final String MOBILE_PHONE = "mobile-phone";

  /** 国家秘密标志: 绝密/机密/秘密 with ★ and period. */
  public static final String SECRECY_MARK = "secrecy-mark";

  /** The mark of an exam paper (绝密★启用前): a secret only until its date, so a type of its own. */
  public static final String EXAM_MARK = "exam-mark";

  private Detectors() {}
}
