package org.watchfire.core.policy;

import java.util.Base64;
import java.util.Map;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.json.CanonicalJson;

/** Makes the signed form {@code {"object":{…},"signature":{"kid","suite","value"}}}. */
public final class PolicySigner {
  private PolicySigner() {}

  public static byte[] sign(PolicyObject object, SigningKey key) {
    byte[] signature = CryptoSuites.named(key.suite()).sign(key, object.canonicalBytes());
    return CanonicalJson.bytes(
        Map.of(
            "object",
            object.tree(),
            "signature",
            Map.of(
                "kid", key.id(),
                "suite", key.suite(),
                "value", Base64.getUrlEncoder().withoutPadding().encodeToString(signature))));
  }
}
