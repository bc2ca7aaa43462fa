package org.watchfire.core.crypto;

/** The suites by name. */
public final class CryptoSuites {
  private static final CryptoSuite INTL = new IntlSuite();

  private CryptoSuites() {}

  /** Holder so that a process that never uses SM loads no Bouncy Castle class. */
  private static final class Sm {
    static final CryptoSuite SUITE = new SmSuite();
  }

  public static CryptoSuite intl() {
    return INTL;
  }

  public static CryptoSuite sm() {
    return Sm.SUITE;
  }

  /**
   * @throws IllegalArgumentException for a name other than INTL and SM
   */
  public static CryptoSuite named(String name) {
    return switch (name) {
      case IntlSuite.NAME -> intl();
      case SmSuite.NAME -> sm();
      default -> throw new IllegalArgumentException("unknown crypto suite, expected INTL or SM");
    };
  }
}
