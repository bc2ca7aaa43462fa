package org.watchfire.deploy.drill;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The drill's log lines: number n is in the process id, so that each event names the line it came
 * from. Among harmless lines are bursts of failed log-ons, each from an address of its own.
 */
final class DrillLines {
  static final String HOST = "drill-host";
  private static final int BURST = 30;
  private static final int PERIOD = 1000;

  private final Instant start;
  private final ZoneId zone;
  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
  private final Set<String> attackers = new LinkedHashSet<>();

  DrillLines(ZoneId zone, LocalDate day) {
    this.zone = zone;
    this.start = day.atTime(10, 0).atZone(zone).toInstant();
  }

  /** Line number n, from 1. Forty lines a second of log time. */
  String line(int n) {
    Instant at = start.plusSeconds(n / 40);
    String text;
    if (n % PERIOD < BURST) {
      String attacker = attacker(n / PERIOD);
      if (n % PERIOD == BURST - 1) {
        attackers.add(attacker);
      }
      text =
          "Failed password for root from " + attacker + " port " + (20_000 + n % 40_000) + " ssh2";
    } else {
      text = "Connection closed by 10.20.3." + (n % 200 + 10) + " port " + (20_000 + n % 40_000);
    }
    return time.format(at.atZone(zone)) + " " + HOST + " sshd[" + n + "]: " + text;
  }

  private static String attacker(int burst) {
    return "198.18." + burst / 250 + "." + (burst % 250 + 1);
  }

  /** Addresses whose whole burst has been written. */
  Set<String> attackers() {
    return attackers;
  }
}
