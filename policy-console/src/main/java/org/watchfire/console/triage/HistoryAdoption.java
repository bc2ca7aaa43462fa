package org.watchfire.console.triage;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Seals what was written into histories before they had seals: in order, alert by alert. */
final class HistoryAdoption {
  private static final int BATCH = 1_000;

  private final HistorySeal seal;

  HistoryAdoption(HistorySeal seal) {
    this.seal = seal;
  }

  void run(Handle handle) {
    List<String> alerts;
    do {
      alerts =
          handle
              .createQuery(
                  "SELECT DISTINCT alert_id FROM alert_history WHERE mac IS NULL LIMIT :most")
              .bind("most", BATCH)
              .mapTo(String.class)
              .list();
      alerts.forEach(alert -> adopt(handle, alert));
    } while (alerts.size() == BATCH);
  }

  private record Row(long seq, HistorySeal.Entry entry) {}

  private void adopt(Handle handle, String alert) {
    AlertState now =
        handle
            .createQuery("SELECT * FROM alerts WHERE id = :id FOR UPDATE")
            .bind("id", alert)
            .map((rs, c) -> AlertStore.state(rs))
            .one();
    List<Row> rows =
        new ArrayList<>(
            handle
                .createQuery("SELECT * FROM alert_history WHERE alert_id = :id ORDER BY seq")
                .bind("id", alert)
                .map((rs, c) -> new Row(rs.getLong("seq"), AlertStore.entry(rs)))
                .list());
    HistorySeal.Head head = HistorySeal.EMPTY;
    for (int i = 0; i < rows.size(); i++) {
      HistorySeal.Entry old = rows.get(i).entry();
      // What earlier entries left is not known; the last one left the alert as it is.
      AlertState after = i == rows.size() - 1 ? now : null;
      head =
          seal.append(
              alert,
              head,
              new HistorySeal.Entry(
                  old.at(), old.actor(), old.action(), old.comment(), after, null, null));
      handle
          .createUpdate(
              "UPDATE alert_history SET n = :n, mac = :mac, status = :status,"
                  + " assignee = :assignee, disposition = :disposition, version = :version"
                  + " WHERE seq = :seq")
          .bind("n", head.length())
          .bind("mac", head.mac())
          .bind("status", after == null ? null : after.status())
          .bind("assignee", after == null ? null : after.assignee())
          .bind("disposition", after == null ? null : after.disposition())
          .bind("version", after == null ? null : after.version())
          .bind("seq", rows.get(i).seq())
          .execute();
    }
    handle.execute(
        "UPDATE alerts SET history_length = ?, history_mac = ? WHERE id = ?",
        head.length(),
        head.mac(),
        alert);
  }
}
