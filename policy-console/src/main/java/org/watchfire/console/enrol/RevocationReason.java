package org.watchfire.console.enrol;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a certificate is not good any more (RFC 5280, section 5.3.1). */
enum RevocationReason {
  UNSPECIFIED("unspecified", 0),
  KEY_COMPROMISE("key-compromise", 1),
  AFFILIATION_CHANGED("affiliation-changed", 3),
  SUPERSEDED("superseded", 4),
  CESSATION_OF_OPERATION("cessation-of-operation", 5),
  PRIVILEGE_WITHDRAWN("privilege-withdrawn", 9);

  private final String text;
  private final int code;

  RevocationReason(String text, int code) {
    this.text = text;
    this.code = code;
  }

  String text() {
    return text;
  }

  /** The number in a revocation list. */
  int code() {
    return code;
  }

  static Optional<RevocationReason> of(String text) {
    return Stream.of(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }

  /** All of them, for a refusal. */
  static String words() {
    return Stream.of(values()).map(RevocationReason::text).collect(Collectors.joining(", "));
  }
}
