package org.watchfire.core.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A sealed value: {@code kid.version.alg.nonce.ct}, the last two in base64url without padding.
 *
 * @param kid id of the key, letters, digits, {@code _} and {@code -}
 * @param version of the key under that id, from 1
 * @param alg {@code A256GCM} or {@code SM4GCM}
 * @param nonce 12 bytes
 * @param ct ciphertext with the 16-byte tag at its end
 */
public record Envelope(String kid, int version, String alg, byte[] nonce, byte[] ct) {
  private static final int NONCE = 12;
  private static final int TAG = 16;

  public Envelope {
    if (!kid.matches("[A-Za-z0-9_-]{1,64}")
        || version < 1
        || !(alg.equals("A256GCM") || alg.equals("SM4GCM"))
        || nonce.length != NONCE
        || ct.length < TAG) {
      throw new IllegalArgumentException("malformed envelope");
    }
    nonce = nonce.clone();
    ct = ct.clone();
  }

  public String text() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return kid
        + "."
        + version
        + "."
        + alg
        + "."
        + base64.encodeToString(nonce)
        + "."
        + base64.encodeToString(ct);
  }

  /**
   * @throws CryptoException when the text is not an envelope
   */
  public static Envelope parse(String text) throws CryptoException {
    String[] p = text.split("\\.", -1);
    if (p.length != 5) {
      throw new CryptoException("an envelope has five parts, this has " + p.length);
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      return new Envelope(
          p[0], Integer.parseInt(p[1]), p[2], base64.decode(p[3]), base64.decode(p[4]));
    } catch (IllegalArgumentException e) {
      throw new CryptoException("malformed envelope", e);
    }
  }

  /**
   * What the tag covers beside the plaintext: the envelope's own header, then the caller's data.
   */
  byte[] boundData(byte[] aad) {
    return boundData(kid, version, alg, aad);
  }

  static byte[] boundData(String kid, int version, String alg, byte[] aad) {
    byte[] header = (kid + "." + version + "." + alg).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(4 + header.length + aad.length)
        .putInt(header.length)
        .put(header)
        .put(aad)
        .array();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Envelope e && text().equals(e.text());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ct);
  }

  @Override
  public String toString() {
    return "Envelope[" + kid + "." + version + "." + alg + "]";
  }
}
