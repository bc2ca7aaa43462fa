package org.watchfire.rules.access;

import java.util.Optional;
import org.watchfire.rules.label.BreachKind;

/** Is told each step of a decision as it is made. */
interface Trace {
  /** Hears nothing. */
  Trace NONE =
      new Trace() {
        @Override
        public void labels(Facts facts, Optional<BreachKind> forbidden) {}

        @Override
        public void emergency(AccessRequest request, boolean covered) {}

        @Override
        public void test(AccessPolicy policy, PolicyTest test, Truth truth, Facts facts) {}

        @Override
        public void judged(AccessPolicy policy, Truth truth, boolean applies) {}
      };

  /** Status and labels were compared; empty = they forbid nothing. */
  void labels(Facts facts, Optional<BreachKind> forbidden);

  /** The request claims a right for an emergency; it is about the request or not. */
  void emergency(AccessRequest request, boolean covered);

  /** One test of a policy was made. */
  void test(AccessPolicy policy, PolicyTest test, Truth truth, Facts facts);

  /** All tests of a policy, up to the first that failed, came to this. */
  void judged(AccessPolicy policy, Truth truth, boolean applies);
}
