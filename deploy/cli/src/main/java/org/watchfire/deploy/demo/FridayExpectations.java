package org.watchfire.deploy.demo;

import java.util.List;

/** What the story must raise, and nothing else. */
final class FridayExpectations {
  static final List<Expectation> ALL = List.of();

  private FridayExpectations() {}
}
