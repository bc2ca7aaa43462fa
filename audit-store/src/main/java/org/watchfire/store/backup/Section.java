package org.watchfire.store.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;
import org.watchfire.store.ledger.Rfc6962;

/**
 * One file inside a pack: 12 bytes nonce, then the ciphertext of the gzipped content. Associated
 * data: generation and path.
 *
 * @param path of the file under the data directory, with {@code /}
 * @param size of its content
 * @param sha256 of its content, hexadecimal
 * @param pack that holds it, relative to the backup
 * @param offset in the pack
 * @param length in the pack
 * @param sealed SHA-256 of the bytes in the pack, for who has no key
 */
record Section(
    String path, long size, String sha256, String pack, long offset, int length, String sealed) {
  private static final int NONCE = 12;

  /** Content of a file and how it lies in a pack. */
  static byte[] seal(AeadKey key, int generation, String path, byte[] content) {
    Envelope envelope =
        CryptoSuites.named(key.suite()).seal(key, gzip(content), bound(generation, path));
    byte[] bytes = Arrays.copyOf(envelope.nonce(), NONCE + envelope.ct().length);
    System.arraycopy(envelope.ct(), 0, bytes, NONCE, envelope.ct().length);
    return bytes;
  }

  /** The content again, checked. */
  byte[] open(AeadKey key, int generation, byte[] bytes) throws BackupDamagedException {
    requireIntact(bytes);
    try {
      String alg = key.suite().equals("SM") ? "SM4GCM" : "A256GCM";
      Envelope envelope =
          new Envelope(
              key.id(),
              1,
              alg,
              Arrays.copyOf(bytes, NONCE),
              Arrays.copyOfRange(bytes, NONCE, bytes.length));
      byte[] content =
          gunzip(CryptoSuites.named(key.suite()).open(key, envelope, bound(generation, path)));
      if (content.length != size || !hex(content).equals(sha256)) {
        throw new BackupDamagedException(pack, path + " is not the file that was backed up");
      }
      return content;
    } catch (CryptoException | IOException | IllegalArgumentException e) {
      throw new BackupDamagedException(
          pack, path + " does not open with backup key " + key.id() + ": " + e.getMessage(), e);
    }
  }

  /** Checks without the key that the bytes are those that were written. */
  void requireIntact(byte[] bytes) throws BackupDamagedException {
    if (!hex(bytes).equals(sealed)) {
      throw new BackupDamagedException(
          pack, "bytes " + offset + " to " + (offset + length) + " were changed: " + path);
    }
  }

  /** As a line of a manifest. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("path", path);
    tree.put("size", size);
    tree.put("sha256", sha256);
    tree.put("pack", pack);
    tree.put("offset", offset);
    tree.put("length", length);
    tree.put("sealed", sealed);
    return tree;
  }

  /**
   * Reads a line of a manifest.
   *
   * @throws IllegalArgumentException when it has another shape
   */
  static Section of(Map<String, Object> tree) {
    if (tree.get("path") instanceof String path
        && tree.get("size") instanceof Long size
        && tree.get("sha256") instanceof String sha256
        && tree.get("pack") instanceof String pack
        && tree.get("offset") instanceof Long offset
        && tree.get("length") instanceof Long length
        && tree.get("sealed") instanceof String sealed
        && path.matches("(ledger|holds|sealing|outbox)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
        && pack.matches("(packs|keys)/[0-9]{6}(-[0-9]{1,6})?\\.pack")
        && offset >= 0
        && length > NONCE
        && length <= Integer.MAX_VALUE) {
      return new Section(path, size, sha256, pack, offset, length.intValue(), sealed);
    }
    throw new IllegalArgumentException("a line of a manifest has another shape");
  }

  private static byte[] bound(int generation, String path) {
    return ("watchfire backup 1\n" + generation + "\n" + path).getBytes(StandardCharsets.UTF_8);
  }

  static String hex(byte[] data) {
    return HexFormat.of().formatHex(Rfc6962.sha256(data));
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return out.toByteArray();
  }

  private byte[] gunzip(byte[] packed) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] content = gzip.readNBytes((int) Math.min(size, Integer.MAX_VALUE - 8L));
      if (gzip.read() >= 0) {
        throw new IOException("longer than its manifest says");
      }
      return content;
    }
  }
}
