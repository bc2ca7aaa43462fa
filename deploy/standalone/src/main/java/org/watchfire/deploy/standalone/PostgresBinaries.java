package org.watchfire.deploy.standalone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL server that fits this machine from its Maven artefact. */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * The unpacked server, {@code <parent>/server-<checksum>} with {@code bin}, {@code lib} and
   * {@code share}. It appears by a rename, so several processes may share one parent.
   *
   * @throws IOException when there are no binaries for this machine or they cannot be written
   */
  static Path unpack(Path parent) throws IOException {
    String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL url = PostgresBinaries.class.getResource(resource);
    if (url == null) {
      throw new IOException("no PostgreSQL binaries on the class path: " + resource);
    }
    URLConnection connection = url.openConnection();
    Path server = parent.resolve("server-" + identity(connection));
    if (Files.isRegularFile(server.resolve("bin/postgres"))) {
      return server;
    }
    Files.createDirectories(parent);
    Path temporary = Files.createTempDirectory(parent, "unpack-");
    try (InputStream in = connection.getInputStream()) {
      extract(in, temporary);
      // A user other than ours may have to run it.
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
      try {
        Files.move(temporary, server, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!Files.isRegularFile(server.resolve("bin/postgres"))) {
          throw e;
        }
      }
    } finally {
      Directories.delete(temporary);
    }
    return server;
  }

  static String resource(String osName, String osArch) throws IOException {
    String arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> throw unsupported(osName, osArch);
        };
    if (!osName.toLowerCase(Locale.ROOT).equals("linux")) {
      throw unsupported(osName, osArch);
    }
    return "/postgres-linux-" + arch + ".txz";
  }

  private static IOException unsupported(String osName, String osArch) {
    return new IOException(
        "no PostgreSQL binaries for "
            + osName
            + " "
            + osArch
            + ": point the console at a PostgreSQL server of your own");
  }

  private static String identity(URLConnection connection) throws IOException {
    long sum =
        connection instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : connection.getContentLengthLong();
    return HexFormat.of().toHexDigits(sum, 8);
  }

  private static void extract(InputStream packed, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
