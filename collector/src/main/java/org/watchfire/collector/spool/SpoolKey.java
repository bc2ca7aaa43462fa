package org.watchfire.collector.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of one spool: 32 random bytes in a file of mode 0600, made at the first start. Each
 * segment is sealed under a key of its own, {@code HMAC-SHA256(secret, label ‖ segment header)}, so
 * a counter is enough for nonces.
 */
final class SpoolKey {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolKey.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final byte[] LABEL =
      "watchfire spool segment key v1".getBytes(StandardCharsets.US_ASCII);
  private static final int SIZE = 32;

  private final byte[] secret;

  SpoolKey(byte[] secret) {
    if (secret.length != SIZE) {
      throw new IllegalArgumentException("spool key must have " + SIZE + " bytes");
    }
    this.secret = secret.clone();
  }

  /**
   * Reads the key file, or makes it. A file that others may read is closed to them and the fact is
   * logged.
   */
  static SpoolKey open(Path file, SecureRandom random) throws IOException {
    if (Files.exists(file)) {
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        LOG.warn("spool key {} was accessible to others; mode set to 0600", file);
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
      byte[] bytes;
      try {
        bytes =
            Base64.getDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).trim());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "spool key " + file + " is not base64; restore it or delete the spool", e);
      }
      if (bytes.length != SIZE) {
        throw new IOException(
            "spool key " + file + " has " + bytes.length + " bytes, expected " + SIZE);
      }
      return new SpoolKey(bytes);
    }
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      out.write(ByteBuffer.wrap(Base64.getEncoder().encode(bytes)));
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return new SpoolKey(bytes);
  }

  SecretKeySpec segmentKey(byte[] segmentHeader) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(LABEL);
      return new SecretKeySpec(mac.doFinal(segmentHeader), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "SpoolKey[hidden]";
  }
}
