package org.watchfire.console.keys;

import static org.watchfire.console.web.Access.holds;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Route;

/** Keys that leave, wrapped to the public key of who receives them and never otherwise. */
final class KeyExports {
  static final ProtectedTable TABLE =
      ProtectedTable.of("vault_exports", "approval")
          .columns("key_id", "version", "recipient", "wrapped", "exported_at", "exported_by");

  private final ProtectedRows rows;
  private final KeyRows keys;
  private final KeyDesk desk;
  private final Database database;
  private final KeyVault vault;
  private final AuditTrail trail;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  KeyExports(
      ProtectedRows rows,
      KeyRows keys,
      KeyDesk desk,
      Database database,
      KeyVault vault,
      AuditTrail trail,
      Clock clock) {
    this.rows = rows;
    this.keys = keys;
    this.desk = desk;
    this.database = database;
    this.vault = vault;
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(Route.get("/keys/{id}/exports", holds("key:export"), this::list));
  }

  String suite() {
    return vault.suite();
  }

  /** Wraps and keeps what was approved. */
  void export(Handle handle, Approved approved, int version, RecipientKey recipient) {
    VaultKey key =
        keys.lock(handle, approved.target()).orElseThrow(() -> KeyDesk.missing(approved.target()));
    byte[] material = vault.unwrap(handle, key, desk.version(handle, key.id(), version));
    try {
      String wrapped = recipient.algorithm() + ":" + recipient.wrap(material, random);
      rows.change(
          handle,
          TABLE,
          approved.id(),
          () -> insert(handle, approved, key.id(), version, recipient, wrapped));
    } finally {
      Arrays.fill(material, (byte) 0);
    }
    trail.write(
        handle,
        approved.by(),
        Act.done(
            "key.export",
            Kind.CONFIGURE,
            key.id() + "/" + version,
            "to " + recipient.fingerprint() + ", " + approved.words()));
  }

  private int insert(
      Handle handle,
      Approved approved,
      String key,
      int version,
      RecipientKey recipient,
      String wrapped) {
    return handle
        .createUpdate(
            "INSERT INTO vault_exports (approval, key_id, version, recipient, wrapped, exported_at,"
                + " exported_by) VALUES (:approval, :key, :version, :recipient, :wrapped, :now,"
                + " :by)")
        .bind("approval", approved.id())
        .bind("key", key)
        .bind("version", version)
        .bind("recipient", recipient.fingerprint())
        .bind("wrapped", wrapped)
        .bind("now", KeyRows.utc(clock.instant()))
        .bind("by", approved.by().username())
        .execute();
  }

  private void list(Call call) {
    String id = call.path("id");
    List<Map<String, Object>> items =
        database.inTransaction(
            handle -> {
              if (keys.find(handle, id).isEmpty()) {
                throw KeyDesk.missing(id);
              }
              trail.write(handle, call.caller(), Act.done("key.export.read", Kind.READ, id, null));
              return handle
                  .createQuery(
                      "SELECT * FROM vault_exports WHERE key_id = :key ORDER BY exported_at DESC")
                  .bind("key", id)
                  .map(
                      (rs, c) -> {
                        Map<String, Object> item = new LinkedHashMap<>();
                        item.put("approval", rs.getString("approval"));
                        item.put("version", rs.getInt("version"));
                        item.put("recipient", rs.getString("recipient"));
                        item.put("wrapped", rs.getString("wrapped"));
                        item.put("at", KeyRows.instant(rs, "exported_at"));
                        item.put("by", rs.getString("exported_by"));
                        return item;
                      })
                  .list();
            });
    call.json(Map.of("items", items));
  }
}
