package org.watchfire.store.index;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.ledger.Disk;

/**
 * How far a stream is indexed, in a file: {@code {"next":n,"indices":{"<first
 * record>":"<index>"}}}. It may lag behind what is indexed, never lead; without it indexing begins
 * again and finds everything there.
 */
record IndexCursor(long next, NavigableMap<Long, String> indices) {
  static final IndexCursor START = new IndexCursor(0, new TreeMap<>());

  static IndexCursor read(Disk disk, Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = disk.read(file);
    } catch (NoSuchFileException e) {
      return START;
    }
    try {
      Map<String, Object> json = Json.parseObject(bytes);
      NavigableMap<Long, String> indices = new TreeMap<>();
      if (json.get("indices") instanceof Map<?, ?> map) {
        map.forEach((first, name) -> indices.put(Long.parseLong((String) first), (String) name));
      }
      return json.get("next") instanceof Long next && next >= 0
          ? new IndexCursor(next, indices)
          : START;
    } catch (JsonFormatException | NumberFormatException e) {
      // It is only a shortcut: starting over indexes nothing twice.
      return START;
    }
  }

  void write(Disk disk, Path file) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("next", next);
    Map<String, Object> names = new LinkedHashMap<>();
    indices.forEach((first, name) -> names.put(Long.toString(first), name));
    json.put("indices", names);
    disk.replace(file, Json.write(json));
  }
}
