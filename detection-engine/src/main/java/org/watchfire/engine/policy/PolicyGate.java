package org.watchfire.engine.policy;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.crypto.VerifyKey;
import org.watchfire.core.policy.PolicyException;
import org.watchfire.core.policy.PolicyHistory;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.core.policy.PolicyVerifier;
import org.watchfire.engine.EngineMetrics;
import org.watchfire.engine.EngineMetrics.Counter;
import org.watchfire.engine.state.PolicyEntry;

/**
 * Lets through what is signed by the console and not older than what went through before. Not
 * thread-safe.
 */
public final class PolicyGate {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyGate.class);

  private final PolicyVerifier verifier;
  private final PolicyHistory history = new PolicyHistory();
  private final EngineMetrics metrics;

  /**
   * @param key text of the key that policy objects are signed with
   */
  public PolicyGate(String key, EngineMetrics metrics) {
    this.verifier = new PolicyVerifier(List.of(VerifyKey.parse(key)));
    this.metrics = metrics;
  }

  /**
   * Checks one record. What is refused is logged and counted.
   *
   * @param value null for a tombstone: those are unsigned, and no object ends by one
   * @return empty when it was refused
   */
  public Optional<PolicyEntry> admit(long offset, byte[] value) {
    if (value == null) {
      LOG.warn("policy topic, offset {}: refused a record without a value", offset);
      metrics.add(Counter.POLICY_REFUSED);
      return Optional.empty();
    }
    try {
      PolicyObject object = verifier.verify(value);
      history.accept(object);
      return Optional.of(new PolicyEntry(offset, object));
    } catch (PolicyException e) {
      LOG.warn("policy topic, offset {}: refused ({}): {}", offset, e.reason(), e.getMessage());
      metrics.add(Counter.POLICY_REFUSED);
      return Optional.empty();
    }
  }
}
