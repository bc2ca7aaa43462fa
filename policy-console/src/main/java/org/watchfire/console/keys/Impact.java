package org.watchfire.console.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What becomes unreadable when a key, or one version of it, is destroyed.
 *
 * @param version null for all of them
 * @param lines what the vault knows itself, counted now
 * @param reported what users of the key have said, with the time they said it
 * @param holds what stands against it
 */
record Impact(
    String key, Integer version, List<Line> lines, List<Report> reported, List<Holds.Hold> holds) {

  /**
   * @param what for example {@code secrets} or a data key with its version
   * @param objects how many
   */
  record Line(String what, long objects) {}

  record Report(String name, String description, long objects, Instant reportedAt) {}

  /** The impact as things stand in this transaction. */
  static Impact of(
      Handle handle, KeyRows keys, VaultKey key, Integer version, List<SealedValues> places) {
    int from = version == null ? 1 : version;
    int below = version == null ? Integer.MAX_VALUE : version + 1;
    List<Line> lines = new ArrayList<>();
    List<Report> reports = new ArrayList<>(reports(handle, key.id()));
    if (key.kind() == VaultKey.Kind.DATA) {
      lines.addAll(values(handle, key.id(), from, below, "", places));
    } else {
      for (VaultKey under : keys.under(handle, key.id())) {
        long before = lines.size();
        for (KeyVersion data : keys.versions(handle, under.id())) {
          if (data.material() != null && data.wrapped() >= from && data.wrapped() < below) {
            String name = under.id() + "/" + data.version();
            lines.add(new Line("data key " + name, 1));
            lines.addAll(
                values(handle, under.id(), data.version(), data.version() + 1, name + " ", places));
          }
        }
        if (lines.size() > before) {
          reports.addAll(reports(handle, under.id()));
        }
      }
    }
    return new Impact(key.id(), version, lines, reports, Holds.affecting(handle, key));
  }

  private static List<Line> values(
      Handle handle, String key, int from, int below, String prefix, List<SealedValues> places) {
    return places.stream()
        .map(place -> new Line(prefix + place.name(), place.count(handle, key, from, below)))
        .filter(line -> line.objects() > 0)
        .toList();
  }

  private static List<Report> reports(Handle handle, String key) {
    return handle
        .createQuery("SELECT * FROM vault_key_users WHERE key_id = :key ORDER BY name")
        .bind("key", key)
        .map(
            (rs, c) ->
                new Report(
                    rs.getString("name"),
                    rs.getString("description"),
                    rs.getLong("objects"),
                    KeyRows.instant(rs, "reported_at")))
        .list();
  }
}
