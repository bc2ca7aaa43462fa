package org.watchfire.collector.syslog;

import java.util.Map;
import org.watchfire.collector.parse.time.SourceTime;

/**
 * What stands in front of a syslog message.
 *
 * @param priority the PRI value 0..191, -1 when absent
 * @param time the time stamp; null when absent (RFC 5424 {@code -}) or not there at all
 * @param host the sender's name for itself; null when absent
 * @param app program name (TAG, APP-NAME); null when absent
 * @param process process id as text; null when absent
 * @param messageId MSGID of RFC 5424; null when absent
 * @param structuredData SD-ID to parameters; empty when absent
 * @param message the text behind the header
 * @param rfc5424 whether the header has the version 1 form
 */
public record SyslogHeader(
    int priority,
    SourceTime time,
    String host,
    String app,
    String process,
    String messageId,
    Map<String, Map<String, String>> structuredData,
    String message,
    boolean rfc5424) {
  private static final String[] FACILITIES = {
    "kernel", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron",
    "authpriv", "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3",
    "local4", "local5", "local6", "local7"
  };
  private static final String[] SEVERITIES = {
    "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"
  };

  /** Facility code 0..23, -1 without priority. */
  public int facility() {
    return priority < 0 ? -1 : priority >> 3;
  }

  /** Severity code 0 (emergency) .. 7 (debug), -1 without priority. */
  public int severity() {
    return priority < 0 ? -1 : priority & 7;
  }

  public String facilityName() {
    return priority < 0 ? null : FACILITIES[facility()];
  }

  public String severityName() {
    return priority < 0 ? null : SEVERITIES[severity()];
  }
}
