package org.watchfire.console.triage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.CanonicalJson;

/**
 * The history of one alert as a chain: each entry's MAC covers the entry, the state it left, its
 * place and the MAC before it; the alert holds the length of its chain and the last MAC. So an
 * entry that is edited, added, removed or moved, and a state that no entry left, are found.
 *
 * <p>Not found here: an alert whose whole chain and state were set back together to an earlier
 * moment. Every entry is on {@code wf.audit} as well, and the ledger forgets nothing.
 *
 * <p>Thread-safe.
 */
final class HistorySeal {
  private final CryptoSuite suite;
  private final MacKey key;

  /** Before the first entry. */
  static final Head EMPTY = new Head(0, null);

  /**
   * The end of a chain.
   *
   * @param mac of the last entry, null when there is none
   */
  record Head(int length, String mac) {}

  /**
   * One act.
   *
   * @param after the state it left; null for what was recorded before states were
   * @param bulk the bulk act it was part of, null for none
   * @param mac null while it is not sealed
   */
  record Entry(
      Instant at,
      String actor,
      String action,
      String comment,
      AlertState after,
      Long bulk,
      String mac) {
    Entry {
      // As PostgreSQL keeps it.
      at = at.truncatedTo(ChronoUnit.MICROS);
    }
  }

  HistorySeal(MacKey key) {
    this.suite = CryptoSuites.named(key.suite());
    this.key = key;
  }

  /** The end of the chain behind this entry. */
  Head append(String alert, Head head, Entry entry) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("alert", alert);
    tree.put("n", (long) head.length() + 1);
    put(tree, "before", head.mac());
    tree.put("at", entry.at().toString());
    tree.put("actor", entry.actor());
    tree.put("action", entry.action());
    put(tree, "comment", entry.comment());
    if (entry.after() != null) {
      AlertState after = entry.after();
      tree.put("status", after.status());
      tree.put("version", after.version());
      put(tree, "assignee", after.assignee());
      put(tree, "disposition", after.disposition());
      put(tree, "duplicateOf", after.duplicateOf());
      put(tree, "caseId", after.caseId());
    }
    if (entry.bulk() != null) {
      tree.put("bulk", entry.bulk());
    }
    byte[] mac = suite.mac(key, "alert-history\n".getBytes(UTF_8), CanonicalJson.bytes(tree));
    return new Head(head.length() + 1, HexFormat.of().formatHex(mac));
  }

  /**
   * What does not hold together, in words; empty when all is as the console left it.
   *
   * @param state of the alert
   * @param head as the alert holds it
   * @param entries in order
   */
  Optional<String> fault(String alert, AlertState state, Head head, List<Entry> entries) {
    Head reached = EMPTY;
    for (Entry entry : entries) {
      reached = append(alert, reached, entry);
      if (!reached.mac().equals(entry.mac())) {
        return Optional.of("entry " + reached.length() + " is not as it was written");
      }
    }
    if (!reached.equals(head)) {
      return Optional.of(
          "there are " + reached.length() + " entries and should be " + head.length());
    }
    AlertState last = entries.isEmpty() ? null : entries.get(entries.size() - 1).after();
    if (last == null && entries.isEmpty()) {
      last = new AlertState("new", null, null, null, null, 1);
    }
    return last == null || Objects.equals(last, state)
        ? Optional.empty()
        : Optional.of("no entry left the alert as it is");
  }

  private static void put(Map<String, Object> tree, String name, String value) {
    if (value != null) {
      tree.put(name, value);
    }
  }
}
