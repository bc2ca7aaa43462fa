package org.watchfire.store.backup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * What one generation holds: JSON lines, first the head {@code
 * {"format","generation","created","site","key","logs":{"<stream>/<period>":{"size","pruned"}}}},
 * then a line per section.
 *
 * @param generation from 1
 * @param created RFC 3339
 * @param site name of the site
 * @param key id of the backup key
 * @param logs the logs at that time
 * @param sections what is new or may have changed
 */
record Manifest(
    int generation,
    String created,
    String site,
    String key,
    Map<String, Log> logs,
    List<Section> sections) {
  private static final long FORMAT = 1;

  /**
   * A log.
   *
   * @param size entries that the copy covers
   * @param pruned its entries are gone by policy, and are to stay so
   */
  record Log(long size, boolean pruned) {}

  Manifest {
    logs = new TreeMap<>(logs);
    sections = List.copyOf(sections);
  }

  byte[] bytes() {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("format", FORMAT);
    head.put("generation", generation);
    head.put("created", created);
    head.put("site", site);
    head.put("key", key);
    Map<String, Object> sizes = new LinkedHashMap<>();
    logs.forEach(
        (name, log) -> {
          Map<String, Object> tree = new LinkedHashMap<>();
          tree.put("size", log.size());
          tree.put("pruned", log.pruned());
          sizes.put(name, tree);
        });
    head.put("logs", sizes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Json.write(head));
    out.write('\n');
    for (Section section : sections) {
      out.writeBytes(Json.write(section.tree()));
      out.write('\n');
    }
    return out.toByteArray();
  }

  /**
   * Reads a manifest.
   *
   * @throws BackupDamagedException when it has another form; names {@code file}
   */
  static Manifest parse(String file, byte[] bytes) throws BackupDamagedException {
    try {
      String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
      Map<String, Object> head = Json.parseObject(lines[0].getBytes(StandardCharsets.UTF_8));
      if (!(head.get("generation") instanceof Long generation)
          || !Long.valueOf(FORMAT).equals(head.get("format"))
          || !(head.get("logs") instanceof Map<?, ?> sizes)
          || generation < 1
          || generation > 999_999
          || !lines[lines.length - 1].isEmpty()) {
        throw new IllegalArgumentException("the head has another shape");
      }
      Map<String, Log> logs = new TreeMap<>();
      for (Map.Entry<?, ?> e : sizes.entrySet()) {
        if (!(e.getValue() instanceof Map<?, ?> log)
            || !(log.get("size") instanceof Long size)
            || !(log.get("pruned") instanceof Boolean pruned)) {
          throw new IllegalArgumentException("a log has another shape");
        }
        logs.put((String) e.getKey(), new Log(size, pruned));
      }
      List<Section> sections = new ArrayList<>();
      for (int i = 1; i < lines.length - 1; i++) {
        sections.add(Section.of(Json.parseObject(lines[i].getBytes(StandardCharsets.UTF_8))));
      }
      return new Manifest(
          generation.intValue(),
          String.valueOf(head.get("created")),
          String.valueOf(head.get("site")),
          String.valueOf(head.get("key")),
          logs,
          sections);
    } catch (JsonFormatException | IllegalArgumentException e) {
      throw new BackupDamagedException(file, "is not a manifest: " + e.getMessage(), e);
    }
  }
}
