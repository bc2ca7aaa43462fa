package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.watchfire.deploy.standalone.DataDirectory;

/** The console's first passwords, to be shown to whoever started the installation, once. */
public final class FirstCredentials {
  private final Secrets secrets;

  private FirstCredentials(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Empty when they were shown before. */
  public static Optional<FirstCredentials> notYetShown(DataDirectory data) throws IOException {
    FirstCredentials first = new FirstCredentials(new Secrets(data.secrets()));
    return Files.exists(first.mark()) ? Optional.empty() : Optional.of(first);
  }

  /** The password of one account; works as long as the file is kept. */
  public static String password(DataDirectory data, String account) throws IOException {
    return (String) new Secrets(data.secrets()).credentials().get(account);
  }

  public Path file() {
    return secrets.file("credentials.json");
  }

  public Map<String, Object> passwords() throws IOException {
    return secrets.credentials();
  }

  public void markShown() throws IOException {
    Files.writeString(mark(), "");
  }

  private Path mark() {
    return secrets.file("credentials.shown");
  }
}
