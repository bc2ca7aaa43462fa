package org.watchfire.collector.parse.auth;

import org.watchfire.collector.parse.line.Draft;

/** Messages of systemd-logind, login(1), display managers, and of old remote log-in daemons. */
public final class SessionMessages implements MessageReader {
  @Override
  public boolean read(String program, String message, Draft draft) {
    String text = message.strip();
    return switch (program) {
      case "systemd-logind" -> logind(text, draft);
      case "login" -> console(text, draft);
      case "ftpd", "vsftpd", "proftpd", "klogind", "rlogind", "telnetd", "xinetd" ->
          remote(program, text, draft);
      default -> false;
    };
  }

  private static boolean logind(String text, Draft draft) {
    if (text.startsWith("New session ") && text.contains(" of user ")) {
      draft.category("session").type("start").action("logind_session_started").outcome(true);
      draft.put("session.id", Words.between(text, "New session ", " of user "));
      // "of user root." and, since systemd 257, "of user 'root' with class 'user' …"
      String user = Words.after(text, " of user ");
      draft.put(
          "user.name", user.startsWith("'") ? Words.between(user, "'", "'") : Words.bare(user));
      return true;
    }
    if (text.startsWith("Removed session ")
        || (text.startsWith("Session ") && text.contains("ogged out"))) {
      boolean removed = text.startsWith("Removed");
      draft
          .category("session")
          .type("end")
          .action(removed ? "logind_session_removed" : "logind_session_ended")
          .outcome(true);
      draft.put(
          "session.id",
          removed
              ? Words.bare(text.substring("Removed session ".length()))
              : Words.between(text, "Session ", " "));
      return true;
    }
    if (text.startsWith("System is rebooting") || text.startsWith("The system will reboot")) {
      return host(draft, "system_reboot");
    }
    if (text.startsWith("System is powering down")
        || text.startsWith("The system will power off")) {
      return host(draft, "system_shutdown");
    }
    if (text.startsWith("Power key pressed")) {
      return host(draft, "power_key_pressed");
    }
    return false;
  }

  private static boolean host(Draft draft, String action) {
    draft.category("host").type("change").action(action);
    return true;
  }

  private static boolean console(String text, Draft draft) {
    if (text.startsWith("ROOT LOGIN ") || text.startsWith("LOGIN ON ")) {
      boolean root = text.startsWith("ROOT");
      draft.category("authentication").type("start").action("console_login").outcome(true);
      String on = Words.after(text.replace("  ", " "), " ON ");
      String terminal = on == null ? Words.after(text, "ROOT LOGIN on '") : on;
      draft.put("login.tty", terminal == null ? null : Words.first(terminal));
      draft.put("user.name", root ? "root" : Words.between(text + " ", " BY ", " "));
      draft.endpoint("source", Words.between(text + " ", " FROM ", " "));
      return true;
    }
    if (text.startsWith("FAILED LOGIN ")) {
      // "FAILED LOGIN 1 FROM (null) FOR root, Authentication failure"
      draft.category("authentication").type("start").action("console_login").outcome(false);
      String from = Words.between(text, " FROM ", " FOR ");
      draft.endpoint("source", "(null)".equals(from) ? null : from);
      String user = Words.after(text, " FOR ");
      int comma = user == null ? -1 : user.lastIndexOf(", ");
      draft.put("user.name", comma < 0 ? user : Words.bare(user.substring(0, comma)));
      draft.put("event.reason", comma < 0 ? null : user.substring(comma + 2));
      return true;
    }
    return false;
  }

  private static boolean remote(String program, String text, Draft draft) {
    if (text.startsWith("connection from ")) {
      // "connection from 10.0.0.1 (host.example) at Sun Jun 19 …"
      draft.category("network").type("connection", "start").action("remote_connection");
      String rest = text.substring("connection from ".length());
      draft.endpoint("source", Words.first(rest));
      draft.put("source.domain", Words.between(rest, "(", ")"));
      draft.put("network.protocol", program.equals("ftpd") ? "ftp" : null);
      return true;
    }
    if (text.startsWith("Authentication failed from ")) {
      // klogind: "Authentication failed from 10.0.0.1 (10.0.0.1): reason"
      draft.category("authentication").type("info").action("remote_login").outcome(false);
      String rest = text.substring("Authentication failed from ".length());
      draft.endpoint("source", Words.first(rest));
      draft.put("event.reason", Words.after(rest, "): "));
      return true;
    }
    if (text.startsWith("Kerberos authentication failed")) {
      draft
          .category("authentication")
          .type("info")
          .action("kerberos_authentication")
          .outcome(false);
      return true;
    }
    if (text.startsWith("ANONYMOUS FTP LOGIN FROM ")) {
      // "ANONYMOUS FTP LOGIN FROM 10.0.0.1, (anonymous)"
      draft.category("authentication").type("start").action("ftp_login").outcome(true);
      String rest = text.substring("ANONYMOUS FTP LOGIN FROM ".length());
      int comma = rest.indexOf(',');
      draft.endpoint("source", comma < 0 ? rest : rest.substring(0, comma));
      draft.put("user.name", "anonymous");
      return true;
    }
    if (text.startsWith("FTP LOGIN FROM ")) {
      draft.category("authentication").type("start").action("ftp_login").outcome(true);
      String rest = text.substring("FTP LOGIN FROM ".length());
      draft.endpoint("source", Words.first(rest).replace(",", ""));
      draft.put("user.name", Words.after(rest, ", "));
      return true;
    }
    return false;
  }
}
