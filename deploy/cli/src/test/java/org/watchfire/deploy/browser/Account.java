package org.watchfire.deploy.browser;

/** Who signs in: the accounts of a standalone installation, and those the tests add. */
enum Account {
  SYSTEM_ADMINISTRATOR("sysadmin", null),
  SECURITY_ADMINISTRATOR("secadmin", null),
  AUDIT_ADMINISTRATOR("auditadmin", null),
  ANALYST("analyst", null),
  AUDITOR("auditor", null),
  SHIFT_LEAD("shift-lead", "SHIFT_LEAD"),
  /** A second analyst, to be in the first one's way. */
  COLLEAGUE("colleague", "ANALYST"),
  DATA_OWNER("data-owner", "DATA_OWNER"),
  KEY_CUSTODIAN("key-custodian", "KEY_CUSTODIAN");

  /** What an officer gives an account that the tests add. */
  static final String FIRST_PASSWORD = "unlit-beacon-on-the-6th-tower";

  /** What its owner chooses then. */
  static final String OWN_PASSWORD = "beacon-lit-on-the-7th-tower";

  final String username;

  /** The role of an account that the tests add; null for one that is there. */
  final String role;

  Account(String username, String role) {
    this.username = username;
    this.role = role;
  }
}
