package org.watchfire.console.directory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Route;
import org.watchfire.core.config.Default;
import org.watchfire.core.crypto.CryptoSuite;

/** People, assets, departments and their imports, put together. */
public final class DirectoryDesk implements AutoCloseable {
  /** The rows that must be sealed beside those of {@link Directory}. */
  public static final List<ProtectedTable> PROTECTED = List.of(ImportPlan.BATCHES);

  /**
   * @param ldap directory servers that can be pulled, by name
   */
  public record Config(@Default("{}") Map<String, LdapConfig> ldap) {}

  private final Imports imports;
  private final List<Route> routes;

  public DirectoryDesk(
      Config config,
      Directory directory,
      Database database,
      ProtectedRows rows,
      CryptoSuite suite,
      Rights rights,
      AuditTrail trail,
      Clock clock) {
    ImportPlan plan = new ImportPlan(rows, suite);
    this.imports =
        new Imports(
            database,
            new ImportReader(database, directory.checks(), plan, trail, clock),
            new ImportApplication(
                rows,
                directory.store(),
                directory.checks(),
                directory.accounts(),
                plan,
                rights,
                trail,
                clock),
            config.ldap(),
            trail,
            clock);
    List<Route> all = new ArrayList<>(new DirectoryRoutes(directory).routes());
    all.addAll(new ImportRoutes(imports).routes());
    this.routes = List.copyOf(all);
  }

  public List<Route> routes() {
    return routes;
  }

  /** Begins the work of its own: imports that wait to be read or applied. */
  public void start() {
    imports.start();
  }

  @Override
  public void close() {
    imports.close();
  }
}
