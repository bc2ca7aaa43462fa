package org.watchfire.store.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a note key signs and how (C2SP signed-note, tlog-cosignature). The type's bytes stand before
 * the key in its text form and in the hash that is its id.
 */
public enum KeyType {
  /** Type 0x01: Ed25519 over the text of the note. */
  ED25519("ed25519", SignatureAlgorithm.ED25519, false, new byte[] {1}),

  /**
   * Type 0x04: Ed25519 over {@code "cosignature/v1\ntime <seconds>\n"} and the text; the signature
   * begins with the seconds since 1970 as uint64.
   */
  ED25519_COSIGNATURE("ed25519-cosignature", SignatureAlgorithm.ED25519, true, new byte[] {4}),

  /**
   * Type 0x06: ML-DSA-44 over the {@code cosigned_message} of C2SP tlog-cosignature: {@code
   * "subtree/v1\n\0"}, the key's name and the origin each behind their length in one byte with the
   * time as uint64 between them, start 0 and size as uint64, and the root; the signature begins
   * with the time as for 0x04. Extension lines of a checkpoint are not covered by it.
   */
  ML_DSA_44_COSIGNATURE(
      "ml-dsa-44-cosignature", SignatureAlgorithm.ML_DSA_44, true, new byte[] {6}),

  /**
   * Type 0xff, which C2SP leaves to private use behind a long identifier, here {@code
   * watchfire.org/sm2}: SM2 with SM3 over the text of the note, signature in DER. Public key: the
   * uncompressed point of 65 bytes.
   */
  SM2("sm2", SignatureAlgorithm.SM2, false, privateType("watchfire.org/sm2"));

  private static final int TIME_LENGTH = Long.BYTES;
  private static final int LONGEST_NAME = 255;

  private final String id;
  private final SignatureAlgorithm algorithm;
  private final boolean timestamped;
  private final byte[] prefix;

  KeyType(String id, SignatureAlgorithm algorithm, boolean timestamped, byte[] prefix) {
    this.id = id;
    this.algorithm = algorithm;
    this.timestamped = timestamped;
    this.prefix = prefix;
  }

  private static byte[] privateType(String id) {
    byte[] ascii = id.getBytes(StandardCharsets.US_ASCII);
    byte[] prefix = new byte[1 + ascii.length];
    prefix[0] = (byte) 0xff;
    System.arraycopy(ascii, 0, prefix, 1, ascii.length);
    return prefix;
  }

  /** Name in policies and on the command line, such as {@code sm2}. */
  public String id() {
    return id;
  }

  /** The type with that {@link #id()}. */
  public static Optional<KeyType> of(String id) {
    return Arrays.stream(values()).filter(t -> t.id.equals(id)).findFirst();
  }

  /** Whether signatures state when they were made, as those of witnesses do. */
  public boolean timestamped() {
    return timestamped;
  }

  SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** Type and key as they are encoded and hashed. */
  byte[] typed(byte[] key) {
    byte[] typed = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, typed, prefix.length, key.length);
    return typed;
  }

  /** The key behind the type's bytes; empty when {@code typed} is of another type. */
  Optional<byte[]> untyped(byte[] typed) {
    return typed.length > prefix.length
            && Arrays.equals(typed, 0, prefix.length, prefix, 0, prefix.length)
        ? Optional.of(Arrays.copyOfRange(typed, prefix.length, typed.length))
        : Optional.empty();
  }

  /** Bytes of a signature line before the signature proper. */
  int timeLength() {
    return timestamped ? TIME_LENGTH : 0;
  }

  /**
   * The bytes that are signed.
   *
   * @param name of the key
   * @param text of the note
   * @param seconds since 1970; of no effect for types that have no time
   * @throws NoteException when this type cannot sign such a text
   */
  byte[] message(String name, String text, long seconds) throws NoteException {
    return switch (this) {
      case ED25519, SM2 -> utf8(text);
      case ED25519_COSIGNATURE -> utf8("cosignature/v1\ntime " + seconds + "\n" + text);
      case ML_DSA_44_COSIGNATURE -> cosignedMessage(name, Checkpoint.parse(text), seconds);
    };
  }

  private static byte[] cosignedMessage(String name, Checkpoint checkpoint, long seconds)
      throws NoteException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(utf8("subtree/v1\n\0"));
      writeShort(out, name);
      out.writeLong(seconds);
      writeShort(out, checkpoint.origin());
      out.writeLong(0);
      out.writeLong(checkpoint.size());
      out.write(checkpoint.root());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void writeShort(DataOutputStream out, String text)
      throws IOException, NoteException {
    byte[] utf8 = utf8(text);
    if (utf8.length > LONGEST_NAME) {
      throw new NoteException(
          "ML-DSA-44 cosignatures need a key name and an origin of at most 255 bytes");
    }
    out.writeByte(utf8.length);
    out.write(utf8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
