package org.watchfire.deploy.bench;

import java.util.List;

/** What kind of rules is measured. */
public enum Lane {
  /** Equality, prefix and suffix: event-ruler's home ground. */
  AFFIX,
  /** Mostly substrings, as most of the public rules are; each with an equality on another field. */
  CONTAINS;

  /** Numbers of rules to measure with unless told otherwise. */
  List<Integer> counts() {
    return switch (this) {
      case AFFIX -> List.of(100, 1000, 3000);
      // Here event-ruler slows down with every rule.
      case CONTAINS -> List.of(10, 50, 200, 1000);
    };
  }
}
