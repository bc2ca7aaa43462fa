package org.watchfire.console.identity;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** The roles of the console. What each one may do is {@link PermissionMatrix}. */
public enum Role {
  /** 系统管理员: creates accounts, watches health; grants nothing and reads no business data. */
  SYS_ADMIN(true),
  /** 安全保密管理员: grants roles, keeps people, assets and levels. */
  SEC_ADMIN(true),
  /** 安全审计员: reads the trail of administrative acts. */
  AUDIT_ADMIN(true),
  /** 分析员: works through the alert queue. */
  ANALYST(false),
  /** 值班长: leads a shift of analysts. */
  SHIFT_LEAD(false),
  /** 数据负责人: answers for data; agrees to what weakens its protection. */
  DATA_OWNER(false),
  /** 密钥保管员: holds a part of the keys; never acts alone. */
  KEY_CUSTODIAN(false),
  /** 业务审计员: reads every stream of the audit store, changes nothing. */
  AUDITOR(false),
  /** 程序: a machine; has what its tokens are given. */
  AGENT(false);

  private final boolean officer;

  Role(boolean officer) {
    this.officer = officer;
  }

  /** Whether this is one of the three mutually exclusive officers. */
  public boolean officer() {
    return officer;
  }

  /** A set of roles in the order of this enum; empty for no roles. */
  public static Set<Role> setOf(Collection<Role> roles) {
    return roles.isEmpty() ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(roles);
  }
}
