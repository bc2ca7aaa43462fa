package org.watchfire.core.policy;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.json.CanonicalJson;

/**
 * One version of one object of the policy.
 *
 * @param type {@code person}, {@code asset}, {@code level-scheme}, {@code rule}, …
 * @param id unique within the type
 * @param version 1, 2, 3… of this object
 * @param previousHash {@link #hash} of the version before, empty for version 1
 * @param issuedAt ISO-8601 instant
 * @param issuedBy account that made it
 * @param deleted whether the object ends with this version
 * @param body JSON tree with whole numbers only (see {@link CanonicalJson})
 */
public record PolicyObject(
    String type,
    String id,
    long version,
    String previousHash,
    String issuedAt,
    String issuedBy,
    boolean deleted,
    Map<String, Object> body) {

  public PolicyObject {
    requireNonNull(type, "type");
    requireNonNull(id, "id");
    requireNonNull(previousHash, "previousHash");
    requireNonNull(issuedAt, "issuedAt");
    requireNonNull(issuedBy, "issuedBy");
    if (type.isEmpty() || id.isEmpty() || version < 1) {
      throw new IllegalArgumentException("a policy object needs type, id and version >= 1");
    }
    body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
  }

  /** Key of the Kafka record and of histories: {@code type/id}. */
  public String key() {
    return type + "/" + id;
  }

  /** The bytes that are signed and hashed. */
  public byte[] canonicalBytes() {
    return CanonicalJson.bytes(tree());
  }

  /** Hex SHA-256 of {@link #canonicalBytes}: what the next version names as its predecessor. */
  public String hash() {
    return java.util.HexFormat.of().formatHex(CryptoSuites.intl().hash(canonicalBytes()));
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("type", type);
    tree.put("id", id);
    tree.put("version", version);
    tree.put("previous_hash", previousHash);
    tree.put("issued_at", issuedAt);
    tree.put("issued_by", issuedBy);
    tree.put("deleted", deleted);
    tree.put("body", body);
    return tree;
  }
}
