package org.watchfire.engine.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * Keys of the enrolled agents, from a JSON file {@code {"<agent>": "<key text>"}} that is read
 * again when it has changed (looked at once a second at most). A file that cannot be read leaves
 * the keys as they were. Not thread-safe.
 */
public final class AgentKeys implements Function<String, MacKey> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentKeys.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path file;
  private final LongSupplier nanoTime;
  private Map<String, MacKey> keys = Map.of();
  private FileTime readAt;
  private long readSize = -1;
  private long lookedAt;

  /**
   * @param nanoTime {@link System#nanoTime}
   * @throws IOException when the file cannot be read the first time
   */
  public AgentKeys(Path file, LongSupplier nanoTime) throws IOException {
    this.file = file;
    this.nanoTime = nanoTime;
    read();
    this.lookedAt = nanoTime.getAsLong();
  }

  @Override
  public MacKey apply(String agent) {
    long now = nanoTime.getAsLong();
    if (now - lookedAt >= LOOK_EVERY_NANOS) {
      lookedAt = now;
      try {
        if (!Files.getLastModifiedTime(file).equals(readAt) || Files.size(file) != readSize) {
          read();
        }
      } catch (IOException e) {
        LOG.warn("agent keys are not read again: {}", e.getMessage());
      }
    }
    return keys.get(agent);
  }

  private void read() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    Map<String, MacKey> next = new HashMap<>();
    try {
      for (Map.Entry<String, Object> e : Json.parseObject(bytes).entrySet()) {
        next.put(e.getKey(), MacKey.parse(String.valueOf(e.getValue())));
      }
    } catch (JsonFormatException | IllegalArgumentException e) {
      throw new IOException(file + " is not a list of agent keys: " + e.getMessage(), e);
    }
    keys = next;
    readAt = modified;
    readSize = bytes.length;
    LOG.info("keys of {} agents read", next.size());
  }
}
