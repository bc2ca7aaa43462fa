package org.watchfire.console.keys;

import java.time.Instant;

/**
 * A key with versions.
 *
 * @param domain the key that wraps it; null for a domain key, which the root key wraps
 * @param purpose what it may protect, for example {@code personal-data}
 * @param current the version that protects
 */
record VaultKey(
    String id,
    Kind kind,
    String domain,
    String purpose,
    String description,
    int current,
    Instant createdAt,
    String createdBy) {

  /** Its place under the root key. */
  enum Kind {
    /** Wraps data keys. */
    DOMAIN("domain"),
    /** Protects values. */
    DATA("data");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    static Kind of(String text) {
      return text.equals(DOMAIN.text) ? DOMAIN : DATA;
    }
  }
}
