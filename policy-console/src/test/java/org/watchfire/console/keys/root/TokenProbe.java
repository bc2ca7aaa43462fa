package org.watchfire.console.keys.root;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;

/**
 * A process that uses a token: its library reads its settings from the environment, which a running
 * test cannot set for itself. Arguments: library, PIN, {@code wrap} or {@code unwrap}, text.
 */
final class TokenProbe {
  private static final byte[] AAD = "key evidence 1".getBytes(UTF_8);

  private TokenProbe() {}

  public static void main(String[] args) throws RootException, CryptoException {
    RootSource.Token source = new RootSource.Token(Path.of(args[0]), 0, "watchfire-root");
    try (RootKey key = source.open(args[1].toCharArray())) {
      System.out.println(
          args[2].equals("wrap")
              ? key.wrap(args[3].getBytes(UTF_8), AAD).text()
              : new String(key.unwrap(Envelope.parse(args[3]), AAD), UTF_8));
    }
  }
}
