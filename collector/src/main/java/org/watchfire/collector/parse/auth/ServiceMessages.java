package org.watchfire.collector.parse.auth;

import org.watchfire.collector.parse.line.Draft;

/**
 * What starts and stops services and runs jobs: systemd, cron, crontab, and the logging daemons'
 * messages about their own end.
 */
public final class ServiceMessages implements MessageReader {
  @Override
  public boolean read(String program, String message, Draft draft) {
    String text = message.strip();
    return switch (program) {
      case "systemd" -> systemd(text, draft);
      case "cron", "CRON", "crond", "CROND", "crontab", "anacron" -> cron(text, draft);
      case "rsyslogd", "syslogd", "syslog-ng", "auditd" -> daemon(program, text, draft);
      default -> false;
    };
  }

  private static boolean systemd(String text, Draft draft) {
    if (text.startsWith("Started ") && !text.startsWith("Started Session ")) {
      return service(draft, "service_started", "start", unit(text.substring("Started ".length())));
    }
    if (text.startsWith("Stopped ") && !text.startsWith("Stopped target ")) {
      return service(draft, "service_stopped", "end", unit(text.substring("Stopped ".length())));
    }
    if (text.startsWith("Failed to start ")) {
      service(
          draft,
          "service_start_failed",
          "start",
          unit(text.substring("Failed to start ".length())));
      draft.outcome(false);
      return true;
    }
    int colon = text.indexOf(": ");
    if (colon > 0 && text.lastIndexOf('.', colon) > 0 && text.indexOf(' ') > colon) {
      String state = text.substring(colon + 2);
      String unit = text.substring(0, colon);
      if (state.startsWith("Main process exited")) {
        draft.put("event.reason", state);
        return service(draft, "service_process_exited", "end", unit);
      }
      if (state.startsWith("Failed with result ")) {
        draft.put("event.reason", state);
        service(draft, "service_failed", "end", unit);
        draft.outcome(false);
        return true;
      }
      if (state.startsWith("Deactivated successfully") || state.startsWith("Succeeded")) {
        return service(draft, "service_deactivated", "end", unit);
      }
    }
    return false;
  }

  /** "ssh.service - OpenBSD Secure Shell server." gives the unit, older systemd the description. */
  private static String unit(String text) {
    int dash = text.indexOf(" - ");
    String name = dash > 0 && text.lastIndexOf('.', dash) > 0 ? text.substring(0, dash) : text;
    return Words.bare(name);
  }

  private static boolean service(Draft draft, String action, String type, String name) {
    draft.category("process").type(type).action(action).outcome(true);
    draft.put("service.name", name);
    return true;
  }

  private static boolean cron(String text, Draft draft) {
    // "(root) CMD (command)", "(root) BEGIN EDIT (root)", "(root) RELOAD (crontabs/root)"
    if (!text.startsWith("(")) {
      return false;
    }
    int close = text.indexOf(") ");
    int open = close < 0 ? -1 : text.indexOf(" (", close);
    if (open < 0 || !text.endsWith(")")) {
      return false;
    }
    String verb = text.substring(close + 2, Math.max(open, close + 2));
    String inside = text.substring(open + 2, text.length() - 1);
    draft.put("user.name", text.substring(1, close));
    switch (verb) {
      case "CMD" -> {
        draft.category("process").type("start").action("cron_command").outcome(true);
        draft.putMasked("process.command_line", inside.strip());
      }
      case "BEGIN EDIT", "END EDIT", "REPLACE", "DELETE" -> {
        draft
            .category("configuration")
            .type(verb.equals("DELETE") ? "deletion" : "change")
            .action("crontab_" + verb.toLowerCase(java.util.Locale.ROOT).replace(' ', '_'));
        draft.put("user.target.name", inside);
      }
      case "LIST", "RELOAD" -> {
        draft
            .category("configuration")
            .type("access")
            .action("crontab_" + verb.toLowerCase(java.util.Locale.ROOT));
        draft.put("user.target.name", inside);
      }
      default -> {
        draft.event().remove("user.name");
        return false;
      }
    }
    return true;
  }

  private static boolean daemon(String program, String text, Draft draft) {
    if (text.contains("exiting on signal") || text.contains("The audit daemon is exiting")) {
      return service(draft, "service_stopped", "end", program);
    }
    if (text.equals("restart.")
        || text.endsWith("] start")
        || text.startsWith("Init complete, auditd")) {
      return service(draft, "service_started", "start", program);
    }
    return false;
  }
}
