package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes that each key type signs, composed here by hand from the specifications. */
class KeyTypeTest {
  private static final String ORIGIN = "example.com/behind-the-sofa";
  private static final String TEXT =
      ORIGIN + "\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  private static final long SECONDS = 1_679_315_147L;

  private final SecureRandom random = new SecureRandom();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] keyOf(NoteVerifier verifier, int prefix) {
    int start = verifier.text().indexOf('+', verifier.text().indexOf('+') + 1) + 1;
    byte[] typed = Base64.getDecoder().decode(verifier.text().substring(start));
    byte[] key = new byte[typed.length - prefix];
    System.arraycopy(typed, prefix, key, 0, key.length);
    return key;
  }

  @ParameterizedTest
  @EnumSource
  void keysAreReadAsTheyWereWritten(KeyType type) throws Exception {
    NoteSigner signer = NoteSigner.generate(ORIGIN, type, random);
    NoteSigner read = NoteSigner.parse(signer.text() + "\n");
    assertThat(read.text()).isEqualTo(signer.text());
    assertThat(read.verifier().text()).isEqualTo(signer.verifier().text());
    assertThat(NoteVerifier.parse(signer.verifier().text()).type()).isEqualTo(type);
    SignedNote note = read.sign(new SignedNote(TEXT, List.of()));
    NoteVerifier.parse(signer.verifier().text()).verify(SignedNote.parse(note.bytes()));
  }

  @ParameterizedTest
  @EnumSource
  void everyFlippedByteOfASignatureIsFound(KeyType type) throws Exception {
    NoteSigner signer = NoteSigner.generate(ORIGIN, type, random);
    SignedNote.Signature good = signer.signature(TEXT, Instant.ofEpochSecond(SECONDS));
    int step = Math.max(1, good.bytes().length / 80);
    for (int at = 0; at < good.bytes().length; at += step) {
      byte[] bad = good.bytes().clone();
      bad[at] ^= 1;
      SignedNote note =
          new SignedNote(TEXT, List.of(new SignedNote.Signature(good.name(), good.keyId(), bad)));
      assertThatThrownBy(() -> signer.verifier().verify(note))
          .isInstanceOf(NoteException.class)
          .hasMessageContaining("wrong signature");
    }
  }

  @Test
  void idsFollowTheSpecification() throws Exception {
    // Key id of type 0x04: SHA-256(name || "\n" || 0x04 || key)[:4].
    NoteSigner signer = NoteSigner.generate(ORIGIN, KeyType.ED25519_COSIGNATURE, random);
    ByteArrayOutputStream hashed = new ByteArrayOutputStream();
    hashed.writeBytes(utf8(ORIGIN + "\n"));
    hashed.write(4);
    hashed.writeBytes(keyOf(signer.verifier(), 1));
    String id = HexFormat.of().formatHex(Rfc6962.sha256(hashed.toByteArray()), 0, 4);
    assertThat(signer.verifier().text()).startsWith(ORIGIN + "+" + id + "+B");
  }

  @Test
  void cosignatureOfEd25519CoversTheTime() throws Exception {
    NoteSigner signer = NoteSigner.generate("w.example/1", KeyType.ED25519_COSIGNATURE, random);
    byte[] signature = signer.signature(TEXT, Instant.ofEpochSecond(SECONDS)).bytes();
    assertThat(signature).hasSize(72);
    assertThat(ByteBuffer.wrap(signature).getLong()).isEqualTo(SECONDS);
    // An independent implementation: the JDK's.
    byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100");
    ByteBuffer encoded = ByteBuffer.allocate(44).put(spki).put(keyOf(signer.verifier(), 1));
    Signature jdk = Signature.getInstance("Ed25519");
    jdk.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded.array())));
    jdk.update(utf8("cosignature/v1\ntime " + SECONDS + "\n" + TEXT));
    assertThat(jdk.verify(signature, 8, 64)).isTrue();
  }

  @Test
  void cosignatureOfMlDsaCoversTheStructOfTheSpecification() throws Exception {
    NoteSigner signer = NoteSigner.generate("w.example/1", KeyType.ML_DSA_44_COSIGNATURE, random);
    byte[] signature = signer.signature(TEXT, Instant.ofEpochSecond(SECONDS)).bytes();
    assertThat(signature).hasSize(8 + 2420);
    byte[] root = Base64.getDecoder().decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    byte[] message =
        ByteBuffer.allocate(12 + 1 + 11 + 8 + 1 + 27 + 8 + 8 + 32)
            .put(utf8("subtree/v1\n\0"))
            .put((byte) 11)
            .put(utf8("w.example/1"))
            .putLong(SECONDS)
            .put((byte) 27)
            .put(utf8(ORIGIN))
            .putLong(0)
            .putLong(20_852_163)
            .put(root)
            .array();
    MLDSASigner check = new MLDSASigner();
    check.init(
        false,
        new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, keyOf(signer.verifier(), 1)));
    check.update(message, 0, message.length);
    byte[] proper = new byte[2420];
    System.arraycopy(signature, 8, proper, 0, proper.length);
    assertThat(check.verifySignature(proper)).isTrue();
  }

  @Test
  void sm2KeysHaveTheLongPrivateType() throws Exception {
    NoteSigner signer = NoteSigner.generate("gov.example", KeyType.SM2, random);
    String text = signer.verifier().text();
    byte[] typed = Base64.getDecoder().decode(text.substring(text.indexOf('+', 13) + 1));
    assertThat(typed[0]).isEqualTo((byte) 0xff);
    assertThat(new String(typed, 1, 17, StandardCharsets.US_ASCII)).isEqualTo("watchfire.org/sm2");
    assertThat(typed[18]).isEqualTo((byte) 4);
    assertThat(typed).hasSize(1 + 17 + 65);
  }

  @Test
  void aLogSignsWithExactlyTheKeysItWasGiven() throws Exception {
    List<NoteSigner> keys = new ArrayList<>();
    for (KeyType type : KeyType.values()) {
      keys.add(NoteSigner.generate("gov.example", type, random));
    }
    LogSigner log = LogSigner.ofSite(keys).named("gov.example/events/2026q4");
    Checkpoint checkpoint = new Checkpoint("gov.example/events/2026q4", 7, Rfc6962.emptyRoot());
    SignedNote note = SignedNote.parse(log.sign(checkpoint).bytes());
    assertThat(note.signatures()).hasSize(4);
    assertThat(note.signatures()).allMatch(s -> s.name().equals("gov.example/events/2026q4"));
    assertThat(log.policy().open(note.bytes(), log.origin())).isEqualTo(checkpoint);
    for (int missing = 0; missing < 4; missing++) {
      List<SignedNote.Signature> fewer = new ArrayList<>(note.signatures());
      fewer.remove(missing);
      byte[] less = new SignedNote(note.text(), fewer).bytes();
      String id = KeyType.values()[missing].id();
      assertThatThrownBy(() -> log.policy().open(less, log.origin()))
          .hasMessageContaining("required " + id);
    }
    assertThatThrownBy(() -> LogSigner.of("a", List.of(keys.get(0), keys.get(0))))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> LogSigner.ofSite(List.of())).isInstanceOf(NoteException.class);
  }

  @Test
  void sixteenLongSignaturesAreAccepted() throws Exception {
    SignedNote note = new SignedNote(TEXT, List.of());
    List<NoteSigner> signers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      signers.add(NoteSigner.generate("w.example/" + i, KeyType.ML_DSA_44_COSIGNATURE, random));
      note = signers.get(i).sign(note);
    }
    SignedNote read = SignedNote.parse(note.bytes());
    for (NoteSigner signer : signers) {
      signer.verifier().verify(read);
    }
  }
}
