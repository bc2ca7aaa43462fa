package org.watchfire.console.keys;

import java.nio.file.Path;
import java.time.Duration;
import org.watchfire.core.config.Default;

/**
 * The key vault's part of the configuration file.
 *
 * @param suite INTL or SM
 * @param root where the root key comes from
 * @param pkcs12File file with the root key, for {@code pkcs12}
 * @param pkcs12Alias name of the secret key in it
 * @param pkcs11Library library of the token, for {@code pkcs11}
 * @param pkcs11Slot index among the slots that have a token
 * @param pkcs11Key label of the AES key in the token
 * @param unsealFile file with the passphrase, password or PIN that opens the vault at the start
 *     without people: for demonstrations; null for none
 * @param ceremonyTimeout how long after the first share the last one may come
 * @param destroyDelay how long after the approval a key is destroyed
 */
public record KeysConfig(
    @Default("INTL") Suite suite,
    @Default("shares") Root root,
    @Default("null") Path pkcs12File,
    @Default("watchfire-root") String pkcs12Alias,
    @Default("null") Path pkcs11Library,
    @Default("0") int pkcs11Slot,
    @Default("watchfire-root") String pkcs11Key,
    @Default("null") Path unsealFile,
    @Default("15m") Duration ceremonyTimeout,
    @Default("7d") Duration destroyDelay) {

  /** The algorithms of this installation. */
  public enum Suite {
    INTL,
    SM
  }

  /** Kinds of root keys. */
  public enum Root {
    SHARES,
    PASSPHRASE,
    PKCS12,
    PKCS11
  }

  public KeysConfig {
    require((root == Root.PKCS12) == (pkcs12File != null), "pkcs12-file goes with root: pkcs12");
    require(
        (root == Root.PKCS11) == (pkcs11Library != null), "pkcs11-library goes with root: pkcs11");
    require(
        root != Root.PKCS11 || suite == Suite.INTL,
        "root: pkcs11 goes with suite: INTL, the JDK's PKCS#11 knows no SM4");
    require(
        root != Root.SHARES || unsealFile == null,
        "unseal-file does not go with root: shares, which people keep");
    require(pkcs11Slot >= 0, "pkcs11-slot expects 0 or more");
    require(
        ceremonyTimeout.toSeconds() >= 10 && ceremonyTimeout.toHours() < 24,
        "ceremony-timeout expects 10s to 24h");
    require(
        destroyDelay.toMillis() > 0 && destroyDelay.toDays() <= 365,
        "destroy-delay expects more than 0 and at most 365d");
  }

  private static void require(boolean condition, String expectation) {
    if (!condition) {
      throw new IllegalArgumentException(expectation);
    }
  }
}
