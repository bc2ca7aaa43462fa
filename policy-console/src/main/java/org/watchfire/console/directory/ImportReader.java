package org.watchfire.console.directory;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;

/** Reads one source into the rows of its import and compares them; a few hundred at a time. */
final class ImportReader {
  private static final Logger LOG = LoggerFactory.getLogger(ImportReader.class);
  private static final int CHUNK = 500;

  /** Most rows of one import. */
  static final int MAX_ROWS = 250_000;

  private final Database database;
  private final DirectoryChecks checks;
  private final ImportPlan plan;
  private final AuditTrail trail;
  private final Clock clock;

  ImportReader(
      Database database, DirectoryChecks checks, ImportPlan plan, AuditTrail trail, Clock clock) {
    this.database = database;
    this.checks = checks;
    this.plan = plan;
    this.trail = trail;
    this.clock = clock;
  }

  /** Somebody discarded it while it was read. */
  private static final class Discarded extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** More than one import holds. */
  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Ends with the import ready or refused, unless the database goes away. */
  void read(ImportStore.View view, RowSource source) {
    String id = view.id();
    boolean replace = view.mode().equals("replace");
    List<RawRow> chunk = new ArrayList<>(CHUNK);
    int[] read = {0};
    ImportComparison comparison = new ImportComparison(view.kind(), !replace);
    try {
      source.read(
          row -> {
            chunk.add(row);
            if (read[0] + chunk.size() > MAX_ROWS) {
              throw new TooMany();
            }
            if (chunk.size() == CHUNK) {
              flush(id, comparison, read[0] + 1, chunk);
              read[0] += chunk.size();
              chunk.clear();
            }
          });
      flush(id, comparison, read[0] + 1, chunk);
      database.inTransaction(
          handle -> {
            if (stillReading(handle, id)) {
              RowProblem refused = plan.finish(handle, id, view.kind(), replace, clock.instant());
              if (refused != null) {
                ImportStore.end(handle, id, "refused", refused, clock.instant());
              }
            }
            return null;
          });
    } catch (RowSource.Unreadable e) {
      refuse(id, e.problem());
    } catch (TooMany e) {
      refuse(
          id,
          new RowProblem(
              "", "too-many", "多于 " + MAX_ROWS + " 行", "it has more than " + MAX_ROWS + " rows"));
    } catch (IOException e) {
      LOG.warn("import {} could not be read", id, e);
      refuse(id, new RowProblem("", "source", "来源无法读取", "the source could not be read"));
    } catch (Discarded e) {
      LOG.info("import {} was discarded while it was read", id);
    } catch (DatabaseAway e) {
      // Left as it is: whoever finds it untouched for long refuses it.
      LOG.warn("import {} was not read to its end: {}", id, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("import {} could not be compared", id, e);
      refuse(
          id,
          new RowProblem(
              "",
              "failed",
              "内部错误，第 " + (read[0] + 1) + " 行之后未能比对",
              "an error of the console's own, behind row " + (read[0] + 1)));
    }
  }

  private void flush(String id, ImportComparison comparison, int first, List<RawRow> chunk) {
    database.inTransaction(
        handle -> {
          if (!stillReading(handle, id)) {
            throw new Discarded();
          }
          ImportStore.add(
              handle, id, comparison.compare(handle, first, chunk, checks.ranks(handle)));
          handle
              .createUpdate(
                  "UPDATE imports SET read_rows = read_rows + :n, touched_at = :now WHERE id = :i")
              .bind("n", chunk.size())
              .bind("now", ImportStore.utc(clock.instant()))
              .bind("i", id)
              .execute();
          return null;
        });
  }

  private static boolean stillReading(org.jdbi.v3.core.Handle handle, String id) {
    return ImportStore.findForUpdate(handle, id)
        .filter(v -> v.state().equals("reading"))
        .isPresent();
  }

  private void refuse(String id, RowProblem problem) {
    database.inTransaction(
        handle -> {
          if (stillReading(handle, id)) {
            ImportStore.end(handle, id, "refused", problem, clock.instant());
            trail.write(
                handle,
                AuditTrail.SYSTEM,
                List.of(),
                null,
                Act.failed("import.read", Kind.CONFIGURE, id, problem.en()));
          }
          return null;
        });
  }
}
