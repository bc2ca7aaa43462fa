package org.watchfire.collector.parse.auth;

import org.watchfire.collector.parse.line.Draft;

/**
 * Messages of OpenSSH's server. A user name can hold any text that a client sent, also one that
 * looks like the rest of the message; so where the peer stands at the end of a message it is taken
 * from the end.
 */
public final class SshdMessages implements MessageReader {
  private static final String PREAUTH = " [preauth]";

  @Override
  public boolean read(String program, String message, Draft draft) {
    String text = message;
    if (text.endsWith(PREAUTH)) {
      text = text.substring(0, text.length() - PREAUTH.length());
    }
    if (text.startsWith("message repeated ")) {
      String count = Words.between(text, "message repeated ", " times: [ ");
      String inner = Words.after(text, " times: [ ");
      if (inner != null && inner.endsWith("]") && Words.isNumber(count)) {
        draft.number("syslog.repeated", count);
        return read(program, inner.substring(0, inner.length() - 1), draft);
      }
    }
    String level = level(text);
    if (level != null) {
      draft.put("log.level", level);
      text = text.substring(level.length() + 2);
    }
    return switch (text.isEmpty() ? 0 : text.charAt(0)) {
      case 'A' -> accepted(text, draft);
      case 'F' -> failed(text, draft);
      case 'I' -> invalidUser(text, draft);
      case 'C', 'R', 'D' -> connection(text, draft);
      case 'S' -> server(text, draft);
      case 'U' -> user(text, draft);
      default -> other(text, draft);
    };
  }

  private static String level(String text) {
    for (String level : new String[] {"error", "fatal", "debug1", "debug2", "debug3", "warning"}) {
      if (text.startsWith(level) && text.startsWith(": ", level.length())) {
        return level;
      }
    }
    return null;
  }

  /** "Accepted password for root from 10.0.0.1 port 4022 ssh2[: RSA SHA256:…]". */
  private static boolean accepted(String text, Draft draft) {
    if (!text.startsWith("Accepted ")) {
      return address(text, draft);
    }
    int on = text.indexOf(" for ");
    if (on < 0) {
      if (text.startsWith("Accepted key ")) {
        login(draft, "ssh_key_accepted", true);
        draft.put("sshd.key", Words.between(text, "Accepted key ", " found at"));
        return true;
      }
      return false;
    }
    // A certificate's id stands behind "ssh2" and may hold " from "; "ssh2" is sshd's own word.
    int protocol = text.indexOf(" ssh2", on);
    String head = protocol < 0 ? text : text.substring(0, protocol);
    int from = head.lastIndexOf(" from ");
    if (from < on + 5) {
      return false;
    }
    login(draft, "ssh_login", true).type("start");
    draft.put("sshd.method", text.substring("Accepted ".length(), on));
    draft.put("user.name", text.substring(on + 5, from));
    peer(head.substring(from + 6), draft);
    if (protocol > 0 && text.startsWith(": ", protocol + 5)) {
      draft.put("sshd.key", text.substring(protocol + 7));
    }
    return true;
  }

  /** "Failed password for [invalid user] root from 10.0.0.1 port 4022 ssh2". */
  private static boolean failed(String text, Draft draft) {
    int on = text.indexOf(" for ");
    int from = text.lastIndexOf(" from ");
    if (!text.startsWith("Failed ") || on < 0 || from < on + 4) {
      return false;
    }
    login(draft, "ssh_login", false).type("start");
    draft.put("sshd.method", text.substring("Failed ".length(), on));
    name(text.substring(Math.min(on + 5, from), from), draft);
    peer(text.substring(from + 6), draft);
    return true;
  }

  /** "Invalid user bob from 10.0.0.1 [port 4022]". */
  private static boolean invalidUser(String text, Draft draft) {
    int from = text.lastIndexOf(" from ");
    if (!(text.startsWith("Invalid user ") || text.startsWith("Illegal user ")) || from < 12) {
      return false;
    }
    login(draft, "ssh_invalid_user", false).type("info");
    draft.put("user.name", text.substring(Math.min(13, from), from).strip());
    draft.put("sshd.invalid_user", true);
    peer(text.substring(from + 6), draft);
    return true;
  }

  private static boolean connection(String text, Draft draft) {
    if (text.startsWith("Connection from ")) {
      String[] ends = text.substring("Connection from ".length()).split(" on ", 2);
      traffic(draft, "ssh_connection_opened", "start");
      peer(ends[0], draft);
      if (ends.length == 2) {
        String[] local = ends[1].split(" ", 4);
        draft.endpoint("destination", local[0]);
        draft.port("destination.port", local.length > 2 ? local[2] : null);
      }
      return true;
    }
    if (text.startsWith("Connection closed by ")) {
      traffic(draft, "ssh_connection_closed", "end");
      who(text.substring("Connection closed by ".length()), draft);
      return true;
    }
    if (text.startsWith("Connection reset by ")) {
      traffic(draft, "ssh_connection_reset", "end");
      who(text.substring("Connection reset by ".length()), draft);
      return true;
    }
    if (text.startsWith("Received disconnect from ")) {
      traffic(draft, "ssh_disconnect_received", "end");
      String rest = text.substring("Received disconnect from ".length());
      int reason = rest.indexOf(": ");
      int code = rest.indexOf(':');
      if (rest.contains(" port ")) {
        // "10.0.0.1 port 4022:11: Bye Bye"
        code = rest.indexOf(':', rest.indexOf(" port "));
      } else if (reason > 0) {
        code = reason;
      }
      peer(code < 0 ? rest : rest.substring(0, code), draft);
      draft.put("event.reason", code < 0 ? null : rest.substring(code + 1).strip());
      return true;
    }
    if (text.startsWith("Disconnected from ")) {
      traffic(draft, "ssh_disconnected", "end");
      who(text.substring("Disconnected from ".length()), draft);
      return true;
    }
    if (text.startsWith("Disconnecting")) {
      traffic(draft, "ssh_disconnecting", "end").outcome(false);
      return disconnecting(text, draft);
    }
    if (text.startsWith("Received signal ")) {
      draft.category("process").type("end").action("ssh_server_stopped");
      return true;
    }
    if (text.startsWith("Did not receive identification string from ")) {
      traffic(draft, "ssh_no_identification", "info").outcome(false);
      peer(text.substring("Did not receive identification string from ".length()), draft);
      return true;
    }
    return false;
  }

  private static boolean disconnecting(String text, Draft draft) {
    int many = text.indexOf("Too many authentication failures");
    if (many >= 0) {
      draft.category("authentication").action("ssh_max_attempts").type("end");
      String named = Words.after(text, "Too many authentication failures for ");
      if (named != null) {
        name(named, draft);
      }
    }
    draft.put("event.reason", text.substring(text.indexOf(": ") + 1).strip());
    if (text.startsWith("Disconnecting ") && text.indexOf(": ") > 14) {
      who(text.substring(14, text.lastIndexOf(": ")), draft);
    }
    return true;
  }

  private static boolean server(String text, Draft draft) {
    if (text.startsWith("Server listening on ")) {
      draft.category("process").type("start").action("ssh_server_started");
      String[] words = text.split(" ");
      draft.put("server.address", words[3]);
      draft.port("server.port", words.length > 5 ? Words.bare(words[5]) : null);
      return true;
    }
    if (text.startsWith("Starting session: ")) {
      // "Starting session: command for root from 10.0.0.1 port 4022 id 0"
      int on = text.indexOf(" for ");
      int from = text.lastIndexOf(" from ");
      if (on < 0 || from < on + 5) {
        return false;
      }
      draft.category("session").type("start").action("ssh_session_started").outcome(true);
      draft.put("sshd.session", text.substring("Starting session: ".length(), on));
      draft.put("user.name", text.substring(on + 5, from));
      peer(text.substring(from + 6), draft);
      return true;
    }
    return false;
  }

  private static boolean user(String text, Draft draft) {
    int not = text.lastIndexOf(" not allowed because ");
    if (text.startsWith("User ") && not > 5) {
      login(draft, "ssh_user_denied", false).type("info", "denied");
      String subject = text.substring(5, not);
      int from = subject.lastIndexOf(" from ");
      draft.put("user.name", from < 0 ? subject : subject.substring(0, from));
      if (from >= 0) {
        peer(subject.substring(from + 6), draft);
      }
      draft.put("event.reason", text.substring(not + " not allowed because ".length()));
      return true;
    }
    if (text.startsWith("Unable to negotiate with ")) {
      traffic(draft, "ssh_negotiation_failed", "info").outcome(false);
      String rest = text.substring("Unable to negotiate with ".length());
      int reason = rest.indexOf(": ");
      peer(reason < 0 ? rest : rest.substring(0, reason), draft);
      draft.put("event.reason", reason < 0 ? null : rest.substring(reason + 2));
      return true;
    }
    return false;
  }

  private static boolean other(String text, Draft draft) {
    if (text.startsWith("reverse mapping checking getaddrinfo for ")) {
      traffic(draft, "ssh_reverse_mapping_failed", "info").outcome(false);
      String rest = text.substring("reverse mapping checking getaddrinfo for ".length());
      draft.endpoint("source", Words.between(rest, "[", "]"));
      draft.put("source.domain", Words.first(rest));
      return true;
    }
    if (text.startsWith("input_userauth_request: invalid user ")) {
      login(draft, "ssh_userauth_request", false).type("info");
      draft.put(
          "user.name", text.substring("input_userauth_request: invalid user ".length()).strip());
      draft.put("sshd.invalid_user", true);
      return true;
    }
    if (text.startsWith("maximum authentication attempts exceeded for ")) {
      login(draft, "ssh_max_attempts", false).type("end");
      int from = text.lastIndexOf(" from ");
      int start = "maximum authentication attempts exceeded for ".length();
      if (from >= start) {
        name(text.substring(start, from), draft);
        peer(text.substring(from + 6), draft);
      }
      return true;
    }
    if (text.startsWith("subsystem request for ")) {
      draft.category("session").type("start").action("ssh_subsystem").outcome(true);
      draft.put("sshd.session", Words.between(text + " ", "subsystem request for ", " "));
      draft.put("user.name", Words.after(text, " by user "));
      return true;
    }
    if (text.startsWith("banner exchange: Connection from ")) {
      traffic(draft, "ssh_no_identification", "info").outcome(false);
      String rest = text.substring("banner exchange: Connection from ".length());
      int reason = rest.indexOf(": ");
      peer(reason < 0 ? rest : rest.substring(0, reason), draft);
      return true;
    }
    if (text.startsWith("kex_exchange_identification: ")) {
      traffic(draft, "ssh_no_identification", "info").outcome(false);
      draft.put("event.reason", text.substring("kex_exchange_identification: ".length()));
      return true;
    }
    if (text.startsWith("Bad protocol version identification ")) {
      traffic(draft, "ssh_no_identification", "info").outcome(false);
      int from = text.lastIndexOf(" from ");
      if (from > 0) {
        peer(text.substring(from + 6), draft);
      }
      return true;
    }
    if (text.startsWith("PAM: Authentication failure for ")
        || text.startsWith("PAM: User not known to the underlying authentication module for ")) {
      login(draft, "pam_authentication", false).type("info");
      int from = text.lastIndexOf(" from ");
      int on = text.indexOf(" for ");
      if (from > on) {
        name(text.substring(on + 5, from), draft);
        draft.endpoint("source", text.substring(from + 6));
      }
      return true;
    }
    return PamMessages.summary(text, draft) || address(text, draft);
  }

  /** "Address 10.0.0.1 maps to host, but this does not map back …". */
  private static boolean address(String text, Draft draft) {
    if (!text.startsWith("Address ") || !text.contains(" maps to ")) {
      return false;
    }
    traffic(draft, "ssh_reverse_mapping_failed", "info").outcome(false);
    draft.endpoint("source", Words.between(text, "Address ", " maps to "));
    draft.put("source.domain", Words.between(text, " maps to ", ","));
    return true;
  }

  private static Draft login(Draft draft, String action, boolean success) {
    return draft.category("authentication").action(action).outcome(success);
  }

  private static Draft traffic(Draft draft, String action, String type) {
    return draft.category("network").type("connection", type).action(action);
  }

  private static void name(String text, Draft draft) {
    String user = text;
    if (user.startsWith("invalid user ") || user.startsWith("illegal user ")) {
      user = user.substring("invalid user ".length());
      draft.put("sshd.invalid_user", true);
    }
    draft.put("user.name", user.strip());
  }

  /** "[authenticating user|invalid user|user NAME ]10.0.0.1[ port 4022]". */
  private static void who(String text, Draft draft) {
    int port = text.lastIndexOf(" port ");
    String head = port < 0 ? text : text.substring(0, port);
    int space = head.lastIndexOf(' ');
    if (space < 0) {
      peer(text, draft);
      return;
    }
    String user = head.substring(0, space);
    if (user.startsWith("authenticating user ")) {
      draft.put("user.name", user.substring("authenticating user ".length()).strip());
    } else if (user.startsWith("user ")) {
      draft.put("user.name", user.substring("user ".length()).strip());
    } else {
      name(user, draft);
    }
    peer(text.substring(space + 1), draft);
  }

  /** "10.0.0.1[ port 4022[ …]]". */
  private static void peer(String text, Draft draft) {
    int space = text.indexOf(' ');
    draft.endpoint("source", space < 0 ? text : text.substring(0, space));
    if (space > 0 && text.startsWith("port ", space + 1)) {
      int start = space + 6;
      int end = start;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      draft.port("source.port", text.substring(start, end));
    }
  }
}
