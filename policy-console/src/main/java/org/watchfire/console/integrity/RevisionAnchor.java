package org.watchfire.console.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * The highest revision of each protected table that this console has seen, in a file of its own
 * host: whoever can only reach the database cannot set it back. Thread-safe.
 */
public final class RevisionAnchor {
  private static final Logger LOG = LoggerFactory.getLogger(RevisionAnchor.class);

  private final Path file;
  private final Map<String, Object> highest;

  private RevisionAnchor(Path file, Map<String, Object> highest) {
    this.file = file;
    this.highest = new TreeMap<>(highest);
  }

  /**
   * @param file JSON object of table and revision; made at the first write
   * @throws ConfigException when it is there and cannot be read
   */
  public static RevisionAnchor open(Path file) {
    if (!Files.exists(file)) {
      return new RevisionAnchor(file, Map.of());
    }
    try {
      Map<String, Object> read = Json.parseObject(Files.readAllBytes(file));
      if (!read.values().stream().allMatch(Long.class::isInstance)) {
        throw new ConfigException(file + ": expected revisions by table");
      }
      return new RevisionAnchor(file, read);
    } catch (IOException | JsonFormatException e) {
      throw new ConfigException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** 0 when the table was never seen. */
  synchronized long highest(String table) {
    return (Long) highest.getOrDefault(table, 0L);
  }

  /** Notes a committed revision; a file that is one behind after a crash does no harm. */
  synchronized void seen(String table, long revision) {
    if (revision <= highest(table)) {
      return;
    }
    highest.put(table, revision);
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(fresh, new String(Json.write(highest), UTF_8) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // The one in memory still holds; what is lost is the memory across a restart.
      LOG.error("{}: cannot be written: {}", file, e.getMessage());
    }
  }
}
