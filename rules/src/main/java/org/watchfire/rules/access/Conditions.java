package org.watchfire.rules.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * When a policy applies. A part that is empty asks nothing; every other part must hold. What the
 * request does not say is not known, and {@link Presumption} decides.
 *
 * @param times one of these must hold the time
 * @param networks one of these must hold the source address
 * @param mfaWithin the second factor must not be older; null = not asked
 * @param caseRequired a case must be named
 * @param validFrom the policy is in force from here on; null = always was
 * @param validUntil and until here, not included; null = without end
 */
public record Conditions(
    Set<String> purposes,
    Set<TimeWindow> times,
    Set<IpNetwork> networks,
    Duration mfaWithin,
    boolean caseRequired,
    Instant validFrom,
    Instant validUntil) {

  /** Always. */
  public static final Conditions NONE =
      new Conditions(Set.of(), Set.of(), Set.of(), null, false, null, null);

  public Conditions {
    purposes = Set.copyOf(purposes);
    times = Set.copyOf(times);
    networks = Set.copyOf(networks);
    if (validFrom != null && validUntil != null && !validFrom.isBefore(validUntil)) {
      throw new IllegalArgumentException("a policy must be valid for some time");
    }
  }

  String validity() {
    return (validFrom == null ? "…" : validFrom) + " – " + (validUntil == null ? "…" : validUntil);
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    Trees.texts(tree, "purposes", purposes);
    if (!times.isEmpty()) {
      tree.put("times", List.copyOf(new TreeSet<>(times).stream().map(TimeWindow::tree).toList()));
    }
    Trees.texts(tree, "networks", networks.stream().map(IpNetwork::toString).toList());
    Trees.text(tree, "mfa_within", mfaWithin);
    Trees.flag(tree, "case_required", caseRequired);
    Trees.text(tree, "valid_from", validFrom);
    Trees.text(tree, "valid_until", validUntil);
    return tree;
  }
}
