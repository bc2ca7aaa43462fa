package org.watchfire.console.keys.root;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.Collection;
import javax.crypto.SecretKey;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.RootDescription;
import org.watchfire.core.share.ShareException;
import org.watchfire.core.share.SharedSecret;

/** Where a root key comes from. Whether it is the right one is the caller's to find out. */
public sealed interface RootSource {
  /** {@code shares}, {@code passphrase}, {@code pkcs12} or {@code pkcs11}. */
  String kind();

  /** {@code INTL} or {@code SM}. */
  String suite();

  /** A source that one secret opens: a passphrase, a password or a PIN. */
  sealed interface BySecret extends RootSource permits Passphrase, KeyStoreFile, Token {
    /**
     * @param secret not kept
     * @throws RootException when the secret is wrong in a way that shows, or the source is away
     */
    RootKey open(char[] secret) throws RootException;
  }

  /**
   * The key is the sum of its shares.
   *
   * @param description what is known of them
   */
  record Shares(RootDescription description) implements RootSource {
    @Override
    public String kind() {
      return "shares";
    }

    @Override
    public String suite() {
      return description.suite();
    }

    /**
     * @throws RootException when they are too few or give another key
     */
    public RootKey open(Collection<KeyShare> shares) throws RootException {
      byte[] material;
      try {
        material = SharedSecret.combine(shares);
      } catch (ShareException e) {
        throw new RootException(e.getMessage(), e);
      }
      try {
        if (!RootDescription.checkValue(suite(), material).equals(description.check())) {
          throw new RootException("the shares combine to another key than the root key");
        }
        return new HeldRootKey(suite(), material);
      } finally {
        Arrays.fill(material, (byte) 0);
      }
    }
  }

  /**
   * The key is derived from a passphrase.
   *
   * @param parameters text of the derivation's parameters, public; see {@link #newParameters}
   */
  record Passphrase(String suite, String parameters) implements BySecret {
    /** Shortest passphrase, in characters. */
    public static final int SHORTEST = 16;

    public Passphrase {
      requireNonNull(PassphraseKdf.parse(parameters));
    }

    /** Parameters with a new salt. */
    public static String newParameters(String suite, SecureRandom random) {
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      return PassphraseKdf.recommended(suite, salt).text();
    }

    @Override
    public String kind() {
      return "passphrase";
    }

    @Override
    public RootKey open(char[] secret) throws RootException {
      if (secret.length < SHORTEST) {
        throw new RootException("a passphrase has at least " + SHORTEST + " characters");
      }
      byte[] material = PassphraseKdf.parse(parameters).derive(secret, AeadKey.length(suite));
      try {
        return new HeldRootKey(suite, material);
      } finally {
        Arrays.fill(material, (byte) 0);
      }
    }
  }

  /**
   * The key is derived from a secret key entry of a PKCS#12 file (RFC 7292), such as {@code keytool
   * -genseckey} makes one: hash(label, suite, secret), the one-step derivation of NIST SP 800-56C.
   */
  record KeyStoreFile(String suite, Path file, String alias) implements BySecret {
    @Override
    public String kind() {
      return "pkcs12";
    }

    @Override
    public RootKey open(char[] secret) throws RootException {
      Key entry;
      try (InputStream in = Files.newInputStream(file)) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(in, secret);
        entry = store.getKey(alias, secret);
      } catch (IOException | GeneralSecurityException e) {
        throw new RootException("the PKCS#12 file does not open: " + e.getMessage(), e);
      }
      if (!(entry instanceof SecretKey) || entry.getEncoded().length < 16) {
        throw new RootException(
            "the PKCS#12 file has no secret key of at least 128 bits named " + alias);
      }
      byte[] label =
          ("watchfire root from pkcs12\n" + suite + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] secretBytes = entry.getEncoded();
      byte[] hash =
          CryptoSuites.named(suite)
              .hash(
                  ByteBuffer.allocate(label.length + secretBytes.length)
                      .put(label)
                      .put(secretBytes)
                      .array());
      byte[] material = Arrays.copyOf(hash, AeadKey.length(suite));
      Arrays.fill(secretBytes, (byte) 0);
      try {
        return new HeldRootKey(suite, material);
      } finally {
        Arrays.fill(material, (byte) 0);
        Arrays.fill(hash, (byte) 0);
      }
    }
  }

  /**
   * The key is an AES-256 key of a PKCS#11 token and never leaves it. Suite INTL only: the JDK's
   * PKCS#11 provider knows no SM4.
   *
   * @param library the token's library
   * @param slot index in the list of slots that have a token
   * @param label of the key
   */
  record Token(Path library, int slot, String label) implements BySecret {
    @Override
    public String kind() {
      return "pkcs11";
    }

    @Override
    public String suite() {
      return "INTL";
    }

    @Override
    public RootKey open(char[] secret) throws RootException {
      try {
        Provider provider = provider();
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, secret);
        if (store.getKey(label, null) instanceof SecretKey key) {
          return new TokenRootKey(provider, key, new SecureRandom());
        }
      } catch (IOException | GeneralSecurityException | ProviderException e) {
        throw new RootException("the token does not open: " + e.getMessage(), e);
      }
      throw new RootException("the token has no secret key named " + label);
    }

    Provider provider() throws RootException {
      Provider pkcs11 = Security.getProvider("SunPKCS11");
      if (pkcs11 == null) {
        throw new RootException("this Java has no PKCS#11 provider (module jdk.crypto.cryptoki)");
      }
      try {
        return pkcs11.configure(
            "--name=watchfire\nlibrary=" + library + "\nslotListIndex=" + slot + "\n");
      } catch (InvalidParameterException | ProviderException e) {
        throw new RootException("the token's library cannot be used: " + e.getMessage(), e);
      }
    }
  }
}
