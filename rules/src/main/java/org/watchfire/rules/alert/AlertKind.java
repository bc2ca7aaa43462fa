package org.watchfire.rules.alert;

import java.util.Locale;

/** Which part of the detection found it. */
public enum AlertKind {
  SIGMA,
  CORRELATION,
  LABEL,
  INTEGRITY;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
