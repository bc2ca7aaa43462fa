package org.watchfire.console.compliance;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.watchfire.console.ConsoleConfig;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.IntegrityWatch;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The self-assessment: clauses, and how this installation stands now. */
public final class Compliance {
  private static final String READ = "compliance:read";

  private final InstallationChecks checks;
  private final ControlMap map = ControlMap.load();
  private final TrailSearch search;
  private final Database database;
  private final AuditTrail trail;
  private final Path font;
  private final Clock clock;

  public Compliance(
      ConsoleConfig config,
      Database database,
      ProtectedRows rows,
      IntegrityWatch watch,
      TrailSearch search,
      AuditTrail trail,
      Clock clock) {
    this.checks = new InstallationChecks(config, database, rows, watch, search, clock);
    this.search = search;
    this.database = database;
    this.trail = trail;
    this.font = config.ledger().reportFont();
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/compliance", holds(READ), call -> call.json(report(call).json())),
        Route.get("/compliance/report.html", holds(READ), this::html),
        Route.get("/compliance/report.pdf", holds(READ), this::pdf));
  }

  private ComplianceReport report(Call call) {
    ComplianceReport report =
        new ComplianceReport(
            search.site(), clock.instant().truncatedTo(ChronoUnit.SECONDS), checks.look(), map);
    database.inTransaction(
        handle ->
            trail.write(
                handle,
                call.caller(),
                Act.done(
                    "compliance.report",
                    Kind.READ,
                    null,
                    report.count(Check.Outcome.FAIL)
                        + " failed, "
                        + report.count(Check.Outcome.UNKNOWN)
                        + " unknown")));
    return report;
  }

  private void html(Call call) {
    ComplianceReport report = report(call);
    byte[] page = report.html().getBytes(StandardCharsets.UTF_8);
    call.download("text/html; charset=utf-8", report.fileName("html"), out -> out.write(page));
  }

  private void pdf(Call call) {
    if (font == null) {
      throw new Refusal(503, "report-off", "this console has no font for reports");
    }
    ComplianceReport report = report(call);
    try {
      byte[] pdf = report.pdf(font, call.caller().username());
      call.download("application/pdf", report.fileName("pdf"), out -> out.write(pdf));
    } catch (IOException e) {
      throw new UncheckedIOException("the report could not be made", e);
    }
  }
}
