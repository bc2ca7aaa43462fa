package org.watchfire.console.keys;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.health.Component;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Route;

/** The key vault, put together. */
public final class Keys implements AutoCloseable {
  /** Rows that decide about keys; counters, reports and the progress of rewraps are not sealed. */
  public static final List<ProtectedTable> PROTECTED =
      List.of(VaultSeal.TABLE, KeyRows.TABLE, SecretStore.TABLE, KeyExports.TABLE);

  private final VaultSeal seal;
  private final KeyVault vault;
  private final KeyDesk desk;
  private final KeyWork work;
  private final List<Route> routes;
  private final List<ApprovedAction> actions;

  /**
   * @param others where the rest of the console keeps values that data keys seal
   */
  public Keys(
      KeysConfig config,
      ProtectedRows rows,
      Database database,
      List<SealedValues> others,
      AuditTrail trail,
      Clock clock) {
    KeyRows keys = new KeyRows(rows);
    SecretStore secrets = new SecretStore(rows);
    List<SealedValues> places = new ArrayList<>(others);
    places.add(secrets);
    this.seal = new VaultSeal(config, rows, database, trail, clock);
    this.vault = new KeyVault(keys, seal, database, trail);
    this.desk = new KeyDesk(keys, database, vault, places, trail, clock);
    this.work = new KeyWork(keys, database, seal, vault, desk, places, trail, clock);
    KeyExports exports = new KeyExports(rows, keys, desk, database, vault, trail, clock);
    List<Route> all = new ArrayList<>(new KeyRoutes(seal, vault, desk).routes());
    all.addAll(new SecretRoutes(database, vault, secrets, trail, clock).routes());
    all.addAll(exports.routes());
    this.routes = List.copyOf(all);
    this.actions =
        List.of(
            new DestroyKey(keys, desk, config.destroyDelay()),
            new CompromiseKey(desk),
            new ExportKey(keys, desk, exports));
  }

  public List<Route> routes() {
    return routes;
  }

  /**
   * What takes the approval of others: {@code key.destroy}, {@code key.compromise}, {@code
   * key.export}.
   */
  public List<ApprovedAction> actions() {
    return actions;
  }

  /** Seals and opens values for the rest of the console. */
  public KeyVault vault() {
    return vault;
  }

  /**
   * Makes a data key for the console's own use, and its domain key, where they do not exist yet;
   * each is on record.
   *
   * @throws org.watchfire.console.web.Refusal 503 {@code vault-sealed}
   */
  public void ensureDataKey(
      Handle handle, Caller caller, String domain, String id, String purpose, String description) {
    desk.ensure(handle, caller, new KeyDesk.NewKey(id, domain, purpose, description));
  }

  VaultSeal seal() {
    return seal;
  }

  KeyDesk desk() {
    return desk;
  }

  KeyWork work() {
    return work;
  }

  public Component health() {
    return seal.health();
  }

  /** Opens the vault from a file where that is configured, and begins the vault's own work. */
  public void start() {
    work.start();
  }

  @Override
  public void close() {
    work.close();
    seal.close();
    vault.forget();
  }
}
