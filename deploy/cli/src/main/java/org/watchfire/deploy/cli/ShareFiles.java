package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.RootDescription;
import org.watchfire.core.share.ShareException;

/** Reads shares and descriptions from files. Shares are never taken from the command line. */
final class ShareFiles {
  private static final long LARGEST = 4_096;

  private ShareFiles() {}

  /**
   * @throws ShareException when the file holds no share
   */
  static KeyShare share(Path file) throws IOException, ShareException {
    return KeyShare.parse(text(file));
  }

  /** The description in a file, or given as text itself: it is public. */
  static RootDescription description(String fileOrText) throws IOException {
    try {
      return RootDescription.parse(
          fileOrText.startsWith("watchfire-root:") ? fileOrText : text(Path.of(fileOrText)));
    } catch (ShareException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new CommandFailure(ExitCode.USAGE, file + " is too large");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " is not a text", e);
    }
  }
}
