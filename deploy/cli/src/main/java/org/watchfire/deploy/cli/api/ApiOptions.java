package org.watchfire.deploy.cli.api;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Where the console is and with which token it is called: options, else the environment ({@code
 * WATCHFIRE_URL}, {@code WATCHFIRE_TOKEN_FILE}, {@code WATCHFIRE_TOKEN}, {@code
 * WATCHFIRE_CA_FILE}). A token is never an option: everybody on the host can read a command line.
 */
public final class ApiOptions {
  private static final long MAX_TOKEN = 4096;

  @Spec(Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${WATCHFIRE_URL:-http://127.0.0.1:8443}",
      descriptionKey = "api.url",
      description = "address of the console (default: WATCHFIRE_URL, else http://127.0.0.1:8443)")
  URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${WATCHFIRE_TOKEN_FILE}",
      descriptionKey = "api.token-file",
      description =
          "file that holds an API token (default: WATCHFIRE_TOKEN_FILE; else the token in"
              + " WATCHFIRE_TOKEN)")
  Path tokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      defaultValue = "${WATCHFIRE_CA_FILE}",
      descriptionKey = "api.ca-file",
      description =
          "PEM certificates that sign the console's (default: WATCHFIRE_CA_FILE, else the"
              + " platform's)")
  Path caFile;

  /**
   * @throws ParameterException when address or token cannot be used
   * @throws IOException when a file cannot be read
   */
  public ApiClient client() throws IOException {
    try {
      return ApiClient.of(url, token(), caFile);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * A client for a person; the token is not used.
   *
   * @param code of the second factor; null when the account has none
   * @throws ParameterException when the address cannot be used
   */
  public ApiClient signedIn(String username, String password, String code)
      throws IOException, ApiException {
    try {
      return ApiClient.signedIn(url, caFile, username, password, code);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String token() throws IOException {
    if (tokenFile != null) {
      if (Files.size(tokenFile) > MAX_TOKEN) {
        throw new IllegalArgumentException(tokenFile + " is too large for a token");
      }
      return Files.readString(tokenFile).strip();
    }
    String token = System.getenv("WATCHFIRE_TOKEN");
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          "no token: give --token-file, or set WATCHFIRE_TOKEN_FILE or WATCHFIRE_TOKEN");
    }
    return token.strip();
  }
}
