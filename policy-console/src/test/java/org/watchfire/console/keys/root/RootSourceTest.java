package org.watchfire.console.keys.root;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;
import org.watchfire.core.share.SharedSecret;
import org.watchfire.core.share.SharedSecret.Split;

class RootSourceTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] AAD = "key evidence 1".getBytes(UTF_8);
  private static final char[] PASSPHRASE = "长城烽火十六字口令无人能够猜到!!!".toCharArray();

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void theRightSharesWrapAndUnwrapAndWrongOnesAreTold(String suite) throws Exception {
    Split split = SharedSecret.create(suite, 3, 5, new SecureRandom());
    RootSource.Shares source = new RootSource.Shares(split.description());
    Envelope wrapped;
    try (RootKey key = source.open(split.shares().subList(0, 3))) {
      wrapped = key.wrap(SECRET, AAD);
      assertThat(wrapped.text()).startsWith("root.1.");
    }
    try (RootKey again = source.open(split.shares().subList(2, 5))) {
      assertThat(again.unwrap(wrapped, AAD)).isEqualTo(SECRET);
      assertThatThrownBy(() -> again.unwrap(wrapped, "key evidence 2".getBytes(UTF_8)))
          .isInstanceOf(CryptoException.class);
      assertThat(again.toString()).doesNotContain("=").contains(suite);
    }
    Split other = SharedSecret.create(suite, 3, 5, new SecureRandom());
    assertThatThrownBy(() -> source.open(other.shares()))
        .isInstanceOf(RootException.class)
        .hasMessageContaining("another key");
    assertThatThrownBy(() -> source.open(split.shares().subList(0, 2)))
        .isInstanceOf(RootException.class)
        .hasMessageContaining("3 are needed");
  }

  @Test
  void aKeyThatWasLetGoOfDoesNothing() throws Exception {
    Split split = SharedSecret.create("INTL", 2, 2, new SecureRandom());
    RootKey key = new RootSource.Shares(split.description()).open(split.shares());
    Envelope wrapped = key.wrap(SECRET, AAD);
    key.close();
    assertThatThrownBy(() -> key.unwrap(wrapped, AAD)).hasMessageContaining("let go");
    assertThatThrownBy(() -> key.wrap(SECRET, AAD)).hasMessageContaining("let go");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "argon2id:64:1:AAECAwQFBgcICQoLDA0ODw",
        "pbkdf2-sm3:0:1000:AAECAwQFBgcICQoLDA0ODw"
      })
  void aPassphraseGivesTheSameKeyAgainAndAnotherOneDoesNot(String parameters) throws Exception {
    String suite = parameters.startsWith("argon2id") ? "INTL" : "SM";
    RootSource.Passphrase source = new RootSource.Passphrase(suite, parameters);
    Envelope wrapped = source.open(PASSPHRASE).wrap(SECRET, AAD);
    assertThat(source.open(PASSPHRASE).unwrap(wrapped, AAD)).isEqualTo(SECRET);
    RootKey other = source.open("another passphrase".toCharArray());
    assertThatThrownBy(() -> other.unwrap(wrapped, AAD)).isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> source.open("fifteen letters".toCharArray()))
        .isInstanceOf(RootException.class)
        .hasMessageContaining("16");
  }

  @Test
  void derivationIsWhatTheStandardsSay() throws Exception {
    byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    byte[] ours =
        new PassphraseKdf("pbkdf2-sm3", 0, 1_000, salt).derive("password".toCharArray(), 16);
    byte[] provider =
        SecretKeyFactory.getInstance("PBKDF2WITHHMACSM3", new BouncyCastleProvider())
            .generateSecret(new PBEKeySpec("password".toCharArray(), salt, 1_000, 128))
            .getEncoded();
    assertThat(ours).isEqualTo(provider);
    assertThatThrownBy(() -> PassphraseKdf.parse("argon2id:1073741824:1:AAECAwQFBgcICQoLDA0ODw"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PassphraseKdf.parse("pbkdf2-sm3:0:1:AAECAwQFBgcICQoLDA0ODw"))
        .isInstanceOf(IllegalArgumentException.class);
    PassphraseKdf kdf =
        PassphraseKdf.parse(RootSource.Passphrase.newParameters("INTL", new SecureRandom()));
    assertThat(PassphraseKdf.parse(kdf.text()).text()).isEqualTo(kdf.text());
    assertThat(kdf.memoryKib()).isGreaterThanOrEqualTo(47_104);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void aSecretKeyOfAPkcs12FileIsARootKey(String suite, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("root.p12");
    char[] password = "keystore password".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setEntry(
        "watchfire-root",
        new KeyStore.SecretKeyEntry(new SecretKeySpec(SECRET, "AES")),
        new KeyStore.PasswordProtection(password));
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
    RootSource.KeyStoreFile source = new RootSource.KeyStoreFile(suite, file, "watchfire-root");
    Envelope wrapped = source.open(password).wrap(SECRET, AAD);
    assertThat(source.open(password).unwrap(wrapped, AAD)).isEqualTo(SECRET);
    assertThatThrownBy(() -> source.open("wrong password".toCharArray()))
        .isInstanceOf(RootException.class)
        .hasMessageContaining("does not open");
    for (RootSource.BySecret missing :
        List.of(
            new RootSource.KeyStoreFile(suite, file, "other"),
            new RootSource.KeyStoreFile(suite, folder.resolve("none.p12"), "watchfire-root"))) {
      assertThatThrownBy(() -> missing.open(password)).isInstanceOf(RootException.class);
    }
  }

  @Test
  void aTokenLibraryThatIsNotThereIsTold(@TempDir Path folder) {
    RootSource.Token token = new RootSource.Token(folder.resolve("none.so"), 0, "watchfire-root");
    assertThatThrownBy(() -> token.open("1234".toCharArray()))
        .isInstanceOf(RootException.class)
        .hasMessageContaining("library");
  }
}
