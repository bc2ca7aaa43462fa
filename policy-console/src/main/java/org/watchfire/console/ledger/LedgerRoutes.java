package org.watchfire.console.ledger;

import static org.watchfire.console.web.Access.holds;

import java.util.List;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The routes about the ledgers; who has one read anew is on record. */
public final class LedgerRoutes implements AutoCloseable {
  private static final String PERMISSION = "integrity:read";

  private final LedgerPicture picture;
  private final LedgerCheck check;
  private final Database database;
  private final AuditTrail trail;

  public LedgerRoutes(
      LedgerPicture picture, LedgerCheck check, Database database, AuditTrail trail) {
    this.picture = picture;
    this.check = check;
    this.database = database;
    this.trail = trail;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/integrity/ledger", holds(PERMISSION), call -> call.json(picture.take())),
        Route.get("/integrity/ledger/check", holds(PERMISSION), call -> call.json(check.view())),
        Route.post("/integrity/ledger/check", holds(PERMISSION), this::start));
  }

  private void start(Call call) {
    boolean begun =
        database.inTransaction(
            handle -> {
              trail.write(
                  handle, call.caller(), Act.done("ledger.check", Kind.READ, "ledger", null));
              return check.start(call.caller().username());
            });
    if (!begun) {
      throw new Refusal(409, "busy", "the ledgers are being read already").retryAfter(10);
    }
    call.answer(202, check.view());
  }

  /** What is under way ends with the process. */
  @Override
  public void close() {
    check.close();
  }
}
