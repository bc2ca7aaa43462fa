package org.watchfire.core.policy;

import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.VerifyKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.policy.PolicyException.Reason;

/** Checks signed policy objects against the keys it was given. Thread-safe. */
public final class PolicyVerifier {
  private final Map<String, VerifyKey> keys;

  public PolicyVerifier(Collection<VerifyKey> keys) {
    this.keys = keys.stream().collect(Collectors.toUnmodifiableMap(VerifyKey::id, k -> k));
  }

  /**
   * The object in the signed bytes. Order of versions is not checked here: see {@link
   * PolicyHistory}.
   *
   * @throws PolicyException MALFORMED, UNKNOWN_KEY or BAD_SIGNATURE
   */
  public PolicyObject verify(byte[] signed) throws PolicyException {
    Map<String, Object> document;
    try {
      document = Json.parseObject(signed);
    } catch (JsonFormatException e) {
      throw malformed(e.getMessage());
    }
    Map<String, Object> tree = object(document, "object");
    Map<String, Object> signature = object(document, "signature");
    PolicyObject parsed;
    try {
      parsed =
          new PolicyObject(
              text(tree, "type"),
              text(tree, "id"),
              number(tree, "version"),
              text(tree, "previous_hash"),
              text(tree, "issued_at"),
              text(tree, "issued_by"),
              Boolean.TRUE.equals(tree.get("deleted")),
              object(tree, "body"));
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
    VerifyKey key = keys.get(text(signature, "kid"));
    if (key == null) {
      throw new PolicyException(
          Reason.UNKNOWN_KEY, "policy object " + parsed.key() + " is signed by an unknown key");
    }
    boolean valid;
    try {
      valid =
          CryptoSuites.named(key.suite())
              .verify(
                  key,
                  parsed.canonicalBytes(),
                  Base64.getUrlDecoder().decode(text(signature, "value")));
    } catch (IllegalArgumentException e) {
      throw malformed("signature or body has no canonical form");
    }
    if (!valid) {
      throw new PolicyException(
          Reason.BAD_SIGNATURE, "the signature of policy object " + parsed.key() + " is not valid");
    }
    return parsed;
  }

  private static PolicyException malformed(String why) {
    return new PolicyException(Reason.MALFORMED, "not a policy object: " + why);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Map<String, Object> map, String name)
      throws PolicyException {
    if (map.get(name) instanceof Map<?, ?> m) {
      return (Map<String, Object>) m;
    }
    throw malformed(name + " is missing or not an object");
  }

  private static String text(Map<String, Object> map, String name) throws PolicyException {
    if (map.get(name) instanceof String s) {
      return s;
    }
    throw malformed(name + " is missing or not text");
  }

  private static long number(Map<String, Object> map, String name) throws PolicyException {
    if (map.get(name) instanceof Long n) {
      return n;
    }
    throw malformed(name + " is missing or not a whole number");
  }
}
