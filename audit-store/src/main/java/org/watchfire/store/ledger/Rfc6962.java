package org.watchfire.store.ledger;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * Merkle tree hashing and proof verification of RFC 6962 with SHA-256; the algorithms of RFC 9162
 * sections 2.1.3.2 and 2.1.4.2. Pure functions over bytes: nothing is read, nothing is trusted.
 * Thread-safe.
 */
public final class Rfc6962 {
  /** Length of a hash in bytes. */
  public static final int HASH_LENGTH = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;
  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every Java platform has SHA-256", e);
            }
          });

  private Rfc6962() {}

  /** Plain SHA-256, without a domain prefix. */
  public static byte[] sha256(byte[] data) {
    return SHA256.get().digest(data);
  }

  /** Hash of an entry: SHA-256(0x00 || entry). */
  public static byte[] leafHash(byte[] entry) {
    return leafHash(entry, 0, entry.length);
  }

  /** Hash of an entry that lies inside a larger array. */
  public static byte[] leafHash(byte[] data, int offset, int length) {
    MessageDigest digest = SHA256.get();
    digest.update(LEAF);
    digest.update(data, offset, length);
    return digest.digest();
  }

  /** Hash of an inner node: SHA-256(0x01 || left || right). */
  public static byte[] nodeHash(byte[] left, byte[] right) {
    MessageDigest digest = SHA256.get();
    digest.update(NODE);
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }

  /** Hash of an inner node whose two children lie side by side, written to a place of its own. */
  static void nodeHash(byte[] children, int at, byte[] out, int outAt) {
    MessageDigest digest = SHA256.get();
    digest.update(NODE);
    digest.update(children, at, 2 * HASH_LENGTH);
    try {
      digest.digest(out, outAt, HASH_LENGTH);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a hash", e);
    }
  }

  /** Root of the tree without entries: SHA-256 of nothing. */
  public static byte[] emptyRoot() {
    return sha256(new byte[0]);
  }

  /**
   * Checks that the entry with {@code leafHash} is entry {@code index} of the tree with {@code
   * size} entries and that {@code root}.
   *
   * @throws InvalidProofException when it is not, or the proof has a wrong shape; the message says
   *     which
   */
  public static void verifyInclusion(
      byte[] leafHash, long index, long size, List<byte[]> proof, byte[] root)
      throws InvalidProofException {
    if (index < 0 || index >= size) {
      throw new InvalidProofException("index " + index + " is outside a tree of size " + size);
    }
    requireHash(leafHash, "leaf hash");
    long fn = index;
    long sn = size - 1;
    byte[] r = leafHash;
    for (byte[] p : proof) {
      requireHash(p, "proof hash");
      if (sn == 0) {
        throw new InvalidProofException("proof is too long for a tree of size " + size);
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = nodeHash(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = nodeHash(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    if (sn != 0) {
      throw new InvalidProofException("proof is too short for a tree of size " + size);
    }
    if (!MessageDigest.isEqual(r, root)) {
      throw new InvalidProofException(
          "proof of entry " + index + " leads to root " + base64(r) + ", not to " + base64(root));
    }
  }

  /**
   * Checks that the tree ({@code size2}, {@code root2}) begins with the tree ({@code size1}, {@code
   * root1}). Every tree begins with the empty one, so that says nothing and a {@code size1} of 0 is
   * refused.
   *
   * @throws InvalidProofException when it does not, or the proof has a wrong shape
   */
  public static void verifyConsistency(
      long size1, byte[] root1, long size2, byte[] root2, List<byte[]> proof)
      throws InvalidProofException {
    if (size1 <= 0 || size1 > size2) {
      throw new InvalidProofException("no proof leads from size " + size1 + " to size " + size2);
    }
    if (size1 == size2) {
      if (!proof.isEmpty()) {
        throw new InvalidProofException("proof between equal sizes must be empty");
      }
      if (!MessageDigest.isEqual(root1, root2)) {
        throw new InvalidProofException("two roots for size " + size1);
      }
      return;
    }
    if (proof.isEmpty()) {
      throw new InvalidProofException("proof is empty");
    }
    int next = 0;
    // A first tree that is a complete subtree of the second is its own first proof hash.
    byte[] seed = Long.bitCount(size1) == 1 ? root1 : proof.get(next++);
    requireHash(seed, "proof hash");
    long fn = size1 - 1;
    long sn = size2 - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    byte[] fr = seed;
    byte[] sr = seed;
    for (; next < proof.size(); next++) {
      byte[] c = proof.get(next);
      requireHash(c, "proof hash");
      if (sn == 0) {
        throw new InvalidProofException("proof is too long for a tree of size " + size2);
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = nodeHash(c, fr);
        sr = nodeHash(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = nodeHash(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    if (sn != 0) {
      throw new InvalidProofException("proof is too short for a tree of size " + size2);
    }
    if (!MessageDigest.isEqual(fr, root1)) {
      throw new InvalidProofException("proof does not lead to the first root");
    }
    if (!MessageDigest.isEqual(sr, root2)) {
      throw new InvalidProofException("proof does not lead to the second root");
    }
  }

  static String base64(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }

  private static void requireHash(byte[] hash, String what) throws InvalidProofException {
    if (hash.length != HASH_LENGTH) {
      throw new InvalidProofException(
          what + " has " + hash.length + " bytes, expected " + HASH_LENGTH);
    }
  }
}
