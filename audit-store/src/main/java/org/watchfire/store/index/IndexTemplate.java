package org.watchfire.store.index;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.FieldCatalog;
import org.watchfire.store.query.SealedFields;

/** Mapping and settings of the indices of a stream, as JSON trees. */
final class IndexTemplate {
  /** Longer keywords are kept in the record but cannot be searched. */
  private static final int IGNORE_ABOVE = 1024;

  private IndexTemplate() {}

  /**
   * Body of {@code PUT /<index>}.
   *
   * @param made what the index says of itself in its {@code _meta}
   */
  static Map<String, Object> index(
      Stream stream, IndexSettings settings, StoredIndex made, String writeAlias) {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("stream", stream.id());
    meta.put("first_seq", made.first());
    meta.put("epoch", made.epoch());
    meta.put("created", made.created().toString());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("settings", Map.of("index", settings(settings)));
    body.put("mappings", mappings(meta));
    body.put("aliases", Map.of(stream.alias(), Map.of(), writeAlias, Map.of()));
    return body;
  }

  static Map<String, Object> settings(IndexSettings settings) {
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("number_of_shards", settings.shards());
    index.put("number_of_replicas", settings.replicas());
    index.put("refresh_interval", settings.refreshInterval().toMillis() + "ms");
    index.put("mapping.ignore_malformed", true);
    index.put("mapping.total_fields.limit", 2000);
    // The version of a deleted document is forgotten at once: it would keep an alert that somebody
    // deleted from being put back.
    index.put("gc_deletes", "0s");
    return index;
  }

  /**
   * Mappings of an index. Names outside the catalog are kept in the document and never mapped, so
   * no record can make the mapping grow; below {@code wf}, which is ours alone, an unknown name is
   * refused.
   */
  static Map<String, Object> mappings(Map<String, Object> meta) {
    Map<String, Object> properties = properties();
    Map<String, Object> wf = child(properties, "wf");
    wf.put("dynamic", "strict");
    child(wf, "properties").put("raw", Map.of("type", "object", "enabled", false));
    // Not of the catalog: nobody asks for it by name.
    String[] tokens = SealedFields.TOKENS.split("\\.");
    child(child(properties, tokens[0]), "properties")
        .put(tokens[1], field(SealedFields.TOKENS, FieldCatalog.Type.KEYWORD));
    Map<String, Object> mappings = new LinkedHashMap<>();
    mappings.put("dynamic", false);
    mappings.put("_meta", meta);
    mappings.put("properties", properties);
    return mappings;
  }

  private static Map<String, Object> properties() {
    Map<String, Object> root = new LinkedHashMap<>();
    FieldCatalog.standard()
        .fields()
        .forEach(
            (name, type) -> {
              Map<String, Object> node = root;
              String[] path = name.split("\\.");
              for (int i = 0; i < path.length - 1; i++) {
                node = child(child(node, path[i]), "properties");
              }
              node.put(path[path.length - 1], field(name, type));
            });
    return root;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> node, String name) {
    return (Map<String, Object>) node.computeIfAbsent(name, n -> new LinkedHashMap<>());
  }

  private static Map<String, Object> field(String name, FieldCatalog.Type type) {
    Map<String, Object> field = new LinkedHashMap<>();
    field.put("type", type.name().toLowerCase(Locale.ROOT));
    switch (type) {
      case KEYWORD -> field.put("ignore_above", IGNORE_ABOVE);
      case FLATTENED -> {
        field.put("ignore_above", IGNORE_ABOVE);
        field.put("depth_limit", 32);
      }
      case IP -> field.put("ignore_malformed", true);
      case DATE -> {
        field.put("format", "strict_date_optional_time_nanos||epoch_millis");
        // A record whose time was ignored would be in no search at all.
        field.put("ignore_malformed", !name.equals("@timestamp"));
      }
      default -> {
        // text, numbers and booleans have nothing to set
      }
    }
    return field;
  }
}
