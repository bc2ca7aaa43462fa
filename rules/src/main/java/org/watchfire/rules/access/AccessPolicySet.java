package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.json.CanonicalJson;

/**
 * All policies in force at one time. Sets are numbered and never changed; to roll back is to
 * publish the old policies under a new number.
 *
 * @param version 1, 2, 3…
 * @param previousHash {@link #hash} of the version before, empty for version 1
 * @param scheme id of the level scheme that ranks in the policies are of
 * @param policies sorted by id, ids are unique
 */
public record AccessPolicySet(
    long version, String previousHash, String scheme, List<AccessPolicy> policies) {

  /** Type of the policy object that carries a set. */
  public static final String TYPE = "access-policy-set";

  /** Id of the one set that is in force. */
  public static final String ID = "default";

  static final String FORMAT = "watchfire-access-policies/1";

  public AccessPolicySet {
    requireNonNull(previousHash, "previousHash");
    requireNonNull(scheme, "scheme");
    if (version < 1) {
      throw new IllegalArgumentException("a policy set has a version from 1 on");
    }
    List<AccessPolicy> sorted = new ArrayList<>(policies);
    sorted.sort(Comparator.comparing(AccessPolicy::id));
    Set<String> ids = new HashSet<>();
    for (AccessPolicy policy : sorted) {
      if (!ids.add(policy.id())) {
        throw new IllegalArgumentException("two policies have the id " + policy.id());
      }
    }
    policies = List.copyOf(sorted);
  }

  /**
   * @throws java.util.NoSuchElementException when the set has no policy of this id
   */
  public AccessPolicy policy(String id) {
    return policies.stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
  }

  /** The JSON tree that is stored, signed and hashed; equal sets have equal trees. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("format", FORMAT);
    tree.put("version", version);
    tree.put("previous_hash", previousHash);
    tree.put("scheme", scheme);
    tree.put("policies", policies.stream().map(AccessPolicy::tree).toList());
    return tree;
  }

  /** RFC 8785 bytes of {@link #tree}. */
  public byte[] canonicalBytes() {
    return CanonicalJson.bytes(tree());
  }

  /** Hex SHA-256 of {@link #canonicalBytes}. */
  public String hash() {
    return HexFormat.of().formatHex(CryptoSuites.intl().hash(canonicalBytes()));
  }

  /** The set that follows this one. */
  public AccessPolicySet next(List<AccessPolicy> newPolicies) {
    return new AccessPolicySet(version + 1, hash(), scheme, newPolicies);
  }
}
