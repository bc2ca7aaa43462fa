package org.watchfire.store.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
 * The keys of the enrolled agents, from a file {@code {"<agent id>":"<MacKey text>"}} that is read
 * again when it changes. When a new version cannot be read the keys before it stay. For one thread.
 */
final class AgentKeys implements Function<String, MacKey> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentKeys.class);
  private static final long LOOK_EVERY_NANOS = 500_000_000L;

  private final Path file;
  private final LongSupplier nanoTime;
  private Map<String, MacKey> keys;
  private FileTime modified;
  private long size;
  private long looked;

  /**
   * @param nanoTime {@link System#nanoTime} or a test's
   * @throws IOException when the file cannot be read: without keys every agent would look like a
   *     stranger
   */
  AgentKeys(Path file, LongSupplier nanoTime) throws IOException {
    this.file = file;
    this.nanoTime = nanoTime;
    this.looked = nanoTime.getAsLong();
    load();
  }

  @Override
  public MacKey apply(String agent) {
    long now = nanoTime.getAsLong();
    if (now - looked >= LOOK_EVERY_NANOS) {
      looked = now;
      reloadIfChanged();
    }
    return keys.get(agent);
  }

  private void reloadIfChanged() {
    try {
      if (!Files.getLastModifiedTime(file).equals(modified) || Files.size(file) != size) {
        load();
      }
    } catch (IOException e) {
      LOG.warn("{}: {}; the agents known before stay known", file, e.getMessage());
    }
  }

  private void load() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    Map<String, MacKey> read = new HashMap<>();
    try {
      for (Map.Entry<String, Object> e : Json.parseObject(bytes).entrySet()) {
        read.put(e.getKey(), MacKey.parse(String.valueOf(e.getValue())));
      }
    } catch (JsonFormatException | IllegalArgumentException e) {
      throw new IOException(file + " is not a list of agent keys: " + e.getMessage(), e);
    }
    keys = read;
    modified = time;
    size = bytes.length;
  }
}
