package org.watchfire.deploy.bench;

import java.util.List;

/**
 * A rule in the words that both engines have: all terms must hold.
 *
 * @param id a UUID, as Sigma wants it
 * @param terms each about another field, because event-ruler cannot ask two things of one field
 */
record PlainRule(String id, List<Term> terms) {
  PlainRule {
    terms = List.copyOf(terms);
    if (terms.isEmpty() || terms.stream().map(Term::field).distinct().count() != terms.size()) {
      throw new IllegalArgumentException("rule " + id + ": one term per field: " + terms);
    }
  }
}
