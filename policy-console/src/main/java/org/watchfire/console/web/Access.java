package org.watchfire.console.web;

import static java.util.Objects.requireNonNull;

/** What a caller needs for a route. */
public sealed interface Access {
  /** Nothing; only for signing in. */
  record Anyone() implements Access {}

  /** A session, whatever its rights. */
  record SignedIn() implements Access {}

  /** One permission of the matrix. */
  record Holds(String permission) implements Access {
    public Holds {
      requireNonNull(permission);
    }
  }

  /**
   * One permission that depends on what is asked for: {@code prefix:value}.
   *
   * @param prefix for example {@code audit:read}
   * @param parameter path or query parameter that holds the value
   * @param fallback the value when the parameter is absent
   */
  record HoldsFor(String prefix, String parameter, String fallback) implements Access {
    public HoldsFor {
      requireNonNull(prefix);
      requireNonNull(parameter);
      requireNonNull(fallback);
    }
  }

  static Access anyone() {
    return new Anyone();
  }

  static Access signedIn() {
    return new SignedIn();
  }

  static Access holds(String permission) {
    return new Holds(permission);
  }

  static Access holdsFor(String prefix, String parameter, String fallback) {
    return new HoldsFor(prefix, parameter, fallback);
  }
}
