package org.watchfire.core.share;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter.Algorithm;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;
import org.watchfire.core.crypto.AeadKey;

/**
 * Shamir's secret sharing (How to share a secret, CACM 22 (11), 1979) over GF(2^8), by Bouncy
 * Castle. Stateless.
 */
public final class SharedSecret {
  private SharedSecret() {}

  /**
   * A splitting.
   *
   * @param description what may be known
   * @param shares secrets, one a keeper
   */
  public record Split(RootDescription description, List<KeyShare> shares) {
    public Split {
      shares = List.copyOf(shares);
    }

    @Override
    public String toString() {
      return "Split[" + description.set() + "]";
    }
  }

  /** A new random root key, already in shares: it exists nowhere in one piece. */
  public static Split create(String suite, int threshold, int count, SecureRandom random) {
    byte[] secret = new byte[AeadKey.length(suite)];
    random.nextBytes(secret);
    try {
      return split(suite, secret, threshold, count, random);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Splits a root key that is there, so that its keepers can be changed and what it wraps stays.
   *
   * @param secret the key's bytes; not kept
   * @throws IllegalArgumentException when length or counts are not allowed
   */
  public static Split split(
      String suite, byte[] secret, int threshold, int count, SecureRandom random) {
    KeyShare.requireCounts(threshold, count);
    String check = RootDescription.checkValue(suite, secret);
    byte[] setBytes = new byte[4];
    random.nextBytes(setBytes);
    String set = HexFormat.of().formatHex(setBytes);
    ShamirSplitSecret split =
        ShamirSecretSplitter.getInstance(Algorithm.AES, secret.length, random)
            .resplit(secret, threshold, count);
    List<KeyShare> shares = new ArrayList<>();
    try {
      for (ShamirSplitSecretShare share : split.getSecretShares()) {
        int index = shares.size() + 1;
        shares.add(new KeyShare(suite, threshold, count, index, set, share.getEncoded()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a share could not be encoded", e);
    }
    List<String> fingerprints = shares.stream().map(KeyShare::fingerprint).toList();
    return new Split(
        new RootDescription(suite, threshold, count, set, check, fingerprints), shares);
  }

  /**
   * The secret of these shares. That it is the right one is told by its check value alone: wrong
   * shares give a wrong secret.
   *
   * @throws ShareException when there are too few, or they do not belong together
   */
  public static byte[] combine(Collection<KeyShare> shares) throws ShareException {
    TreeMap<Integer, KeyShare> distinct = new TreeMap<>();
    shares.forEach(share -> distinct.putIfAbsent(share.index(), share));
    if (distinct.isEmpty()) {
      throw new ShareException("no share is given");
    }
    KeyShare first = distinct.firstEntry().getValue();
    for (KeyShare share : distinct.values()) {
      if (!share.set().equals(first.set())
          || !share.suite().equals(first.suite())
          || share.threshold() != first.threshold()
          || share.count() != first.count()) {
        throw new ShareException(
            "shares " + first.index() + " and " + share.index() + " do not belong together");
      }
    }
    if (distinct.size() < first.threshold()) {
      throw new ShareException(
          distinct.size() + " different shares are given, " + first.threshold() + " are needed");
    }
    ShamirSplitSecretShare[] points =
        distinct.values().stream()
            .limit(first.threshold())
            .map(share -> new ShamirSplitSecretShare(share.data(), share.index()))
            .toArray(ShamirSplitSecretShare[]::new);
    try {
      return ShamirSplitSecret.getInstance(Algorithm.AES, points).getSecret();
    } catch (IOException e) {
      throw new ShareException("the shares do not combine", e);
    }
  }
}
