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
 * How far a stream is indexed, in a file: {@code {"epoch":e,"first":f,"next":n,"indices":{"<first
 * record>":"<index>"}}}. It may lag behind what is indexed, never lead; without it indexing begins
 * again and finds everything there.
 *
 * @param epoch how often the index was thrown away and filled again; indices of an older epoch are
 *     leftovers
 * @param first number of the first record that the index still holds; older ones were retired
 * @param next number of the next record to index
 * @param indices names by the number of their first record
 */
record IndexCursor(long epoch, long first, long next, NavigableMap<Long, String> indices) {
  static final IndexCursor START = beginning(0);

  /** Nothing indexed yet in an epoch. */
  static IndexCursor beginning(long epoch) {
    return new IndexCursor(epoch, 0, 0, new TreeMap<>());
  }

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
      long epoch = json.get("epoch") instanceof Long n && n >= 0 ? n : 0;
      long first = json.get("first") instanceof Long n && n >= 0 ? n : 0;
      return json.get("next") instanceof Long next && next >= first
          ? new IndexCursor(epoch, first, next, indices)
          : beginning(epoch);
    } catch (JsonFormatException | NumberFormatException e) {
      // It is only a shortcut: starting over indexes nothing twice.
      return START;
    }
  }

  void write(Disk disk, Path file) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("epoch", epoch);
    json.put("first", first);
    json.put("next", next);
    Map<String, Object> names = new LinkedHashMap<>();
    indices.forEach((record, name) -> names.put(Long.toString(record), name));
    json.put("indices", names);
    disk.replace(file, Json.write(json));
  }
}
