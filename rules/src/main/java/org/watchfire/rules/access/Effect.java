package org.watchfire.rules.access;

import java.util.Locale;

/** What a policy does when it applies. A deny always wins over an allow. */
public enum Effect {
  ALLOW,
  DENY;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
