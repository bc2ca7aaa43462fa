package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.watchfire.deploy.standalone.DataDirectory;

/** The console's first passwords, to be shown to whoever started the installation, once. */
public final class FirstCredentials {
  static final String SET_UP_CODE = "set-up.code";

  private final Secrets secrets;

  private FirstCredentials(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Empty when they were shown before, or there are none because people name them. */
  public static Optional<FirstCredentials> notYetShown(DataDirectory data) throws IOException {
    FirstCredentials first = new FirstCredentials(new Secrets(data.secrets()));
    return Files.exists(first.mark()) || first.secrets.setUpByPeople()
        ? Optional.empty()
        : Optional.of(first);
  }

  /** The file with the code for naming the three officers; empty when accounts come from a file. */
  public static Optional<Path> setUpCode(DataDirectory data) throws IOException {
    Secrets secrets = new Secrets(data.secrets());
    return secrets.setUpByPeople() ? Optional.of(secrets.file(SET_UP_CODE)) : Optional.empty();
  }

  /**
   * Has the first accounts of a fresh installation named by people instead of made.
   *
   * @throws IOException when it has accounts already
   */
  public static void byPeople(DataDirectory data) throws IOException {
    new Secrets(data.secrets()).requireSetUp();
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
