package org.watchfire.console.keys.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where a version of a key stands in its life (NIST SP 800-57 part 1 rev. 5, 7.1 to 7.6; the last
 * state is that of KMIP, kept so that a compromise which is found out later is not lost).
 */
public enum KeyState {
  /** 预激活: made, not yet used for anything. */
  PRE_ACTIVATION(false, Processing.NO),
  /** 激活: protects and processes. */
  ACTIVE(true, Processing.YES),
  /** 挂起: not used until somebody has looked into it. */
  SUSPENDED(false, Processing.WITH_ACCEPTED_RISK),
  /** 停用: only reads what it protected. */
  DEACTIVATED(false, Processing.YES),
  /** 泄露: others may have it; what it protected is read only by who accepts that. */
  COMPROMISED(false, Processing.WITH_ACCEPTED_RISK),
  /** 销毁: there is no material any more. */
  DESTROYED(false, Processing.NO),
  /** 泄露后销毁. */
  DESTROYED_COMPROMISED(false, Processing.NO);

  /** Whether what was protected may be read, verified or unwrapped. */
  public enum Processing {
    NO,
    YES,
    /** Only when the caller says that he accepts the risk, and why. */
    WITH_ACCEPTED_RISK
  }

  private final boolean protects;
  private final Processing processing;

  KeyState(boolean protects, Processing processing) {
    this.protects = protects;
    this.processing = requireNonNull(processing);
  }

  /** Whether new data may be protected (encrypted, signed, wrapped). */
  public boolean mayProtect() {
    return protects;
  }

  public Processing mayProcess() {
    return processing;
  }

  /** Whether material exists. */
  public boolean hasMaterial() {
    return this != DESTROYED && this != DESTROYED_COMPROMISED;
  }

  /** The states that may follow; empty at the end. */
  public Set<KeyState> next() {
    return switch (this) {
      case PRE_ACTIVATION -> EnumSet.of(ACTIVE, DESTROYED, COMPROMISED);
      case ACTIVE -> EnumSet.of(SUSPENDED, DEACTIVATED, COMPROMISED);
      case SUSPENDED -> EnumSet.of(ACTIVE, DEACTIVATED, COMPROMISED);
      case DEACTIVATED -> EnumSet.of(DESTROYED, COMPROMISED);
      case COMPROMISED -> EnumSet.of(DESTROYED_COMPROMISED);
      case DESTROYED -> EnumSet.of(DESTROYED_COMPROMISED);
      case DESTROYED_COMPROMISED -> EnumSet.noneOf(KeyState.class);
    };
  }

  /** As it is written in the API: lower case with hyphens. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
