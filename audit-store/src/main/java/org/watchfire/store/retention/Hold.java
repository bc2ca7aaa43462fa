package org.watchfire.store.retention;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.ledger.Stream;

/**
 * A legal hold: which records must stay, for whom and why.
 *
 * @param id such as {@code hold-1f2e3d4c}
 * @param caseNumber of the proceeding
 * @param owner who answers for it
 * @param reason in words
 * @param stream that the records are in
 * @param query KQL that chose them; null when they were chosen by number
 * @param records how many, by period
 * @param kids keys that their sealed values are under
 * @param vault SHA-256 of each file of the vault, by path
 * @param created RFC 3339
 * @param createdBy who entered it
 * @param released RFC 3339; null while it holds
 */
public record Hold(
    String id,
    String caseNumber,
    String owner,
    String reason,
    Stream stream,
    String query,
    Map<String, Long> records,
    List<String> kids,
    Map<String, String> vault,
    String created,
    String createdBy,
    String released) {
  /** Sorts what has no order. */
  public Hold {
    records = new TreeMap<>(records);
    kids = List.copyOf(new TreeSet<>(kids));
    vault = new TreeMap<>(vault);
  }

  /** Whether it still holds. */
  public boolean active() {
    return released == null;
  }

  /** Number of records. */
  public long count() {
    return records.values().stream().mapToLong(Long::longValue).sum();
  }

  Hold release(String when) {
    return new Hold(
        id,
        caseNumber,
        owner,
        reason,
        stream,
        query,
        records,
        kids,
        vault,
        created,
        createdBy,
        when);
  }

  byte[] bytes() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", id);
    tree.put("case", caseNumber);
    tree.put("owner", owner);
    tree.put("reason", reason);
    tree.put("stream", stream.id());
    tree.put("query", query);
    tree.put("records", records);
    tree.put("kids", kids);
    tree.put("vault", vault);
    tree.put("created", created);
    tree.put("created_by", createdBy);
    tree.put("released", released);
    return Json.write(tree);
  }

  /**
   * Reads a hold.
   *
   * @throws JsonFormatException when it has another shape
   */
  static Hold parse(byte[] bytes) throws JsonFormatException {
    Map<String, Object> tree = Json.parseObject(bytes);
    Stream stream =
        Stream.of(text(tree, "stream"))
            .orElseThrow(() -> new JsonFormatException("no such stream in a hold"));
    if (!(tree.get("records") instanceof Map<?, ?> counts)
        || !(tree.get("kids") instanceof List<?> keys)
        || !(tree.get("vault") instanceof Map<?, ?> files)) {
      throw new JsonFormatException("a hold has records, kids and vault");
    }
    Map<String, Long> records = new TreeMap<>();
    for (Map.Entry<?, ?> e : counts.entrySet()) {
      if (!(e.getValue() instanceof Long count)) {
        throw new JsonFormatException("a hold counts records by period");
      }
      records.put((String) e.getKey(), count);
    }
    List<String> kids = new ArrayList<>();
    keys.forEach(k -> kids.add(String.valueOf(k)));
    Map<String, String> sums = new TreeMap<>();
    files.forEach((name, sum) -> sums.put(String.valueOf(name), String.valueOf(sum)));
    return new Hold(
        text(tree, "id"),
        text(tree, "case"),
        text(tree, "owner"),
        text(tree, "reason"),
        stream,
        (String) tree.get("query"),
        records,
        kids,
        sums,
        text(tree, "created"),
        text(tree, "created_by"),
        (String) tree.get("released"));
  }

  private static String text(Map<String, Object> tree, String name) throws JsonFormatException {
    if (tree.get(name) instanceof String text) {
      return text;
    }
    throw new JsonFormatException("a hold has the text '" + name + "'");
  }

  /** One line for people. */
  @Override
  public String toString() {
    return id
        + "  "
        + (active() ? "held 保全中" : "released 已解除 " + released)
        + "  case 案号 "
        + caseNumber
        + ", "
        + count()
        + " records of "
        + stream.id()
        + " "
        + new String(Json.write(records), StandardCharsets.UTF_8)
        + ", owner 负责人 "
        + owner
        + ": "
        + reason;
  }
}
