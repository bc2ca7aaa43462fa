package org.watchfire.collector.parse.auth;

import org.watchfire.collector.parse.line.Draft;

/**
 * Messages of PAM modules: {@code pam_unix(sshd:auth): …} as Linux-PAM has written since 0.99, and
 * {@code sshd(pam_unix)[pid]: …} as before.
 */
public final class PamMessages {
  private PamMessages() {}

  /** Whether the message begins with a PAM module's name and service. */
  static boolean announces(String message) {
    return message.startsWith("pam_") && message.indexOf('(') > 0;
  }

  /**
   * Reads a message that may begin with {@code module(service:type): }.
   *
   * @param module the module when the syslog tag named it, otherwise null
   */
  static boolean read(String program, String module, String message, Draft draft) {
    String text = message;
    String named = module;
    String service = program;
    if (announces(message)) {
      int open = message.indexOf('(');
      int close = message.indexOf(')', open);
      if (close < 0) {
        return false;
      }
      named = message.substring(0, open);
      String inside = message.substring(open + 1, close);
      int colon = inside.indexOf(':');
      service = colon < 0 ? inside : inside.substring(0, colon);
      text = message.substring(close + 1);
      text = text.startsWith(":") ? text.substring(1) : text;
      text = text.strip();
    }
    if (!understood(service, text, draft)) {
      return false;
    }
    draft.put("pam.module", named);
    draft.put("pam.service", service);
    return true;
  }

  /** sshd's own "PAM 2 more authentication failures; logname= …" and the like. */
  static boolean summary(String text, Draft draft) {
    if (text.startsWith("PAM service(")) {
      draft.category("authentication").type("info").action("pam_retries_ignored").outcome(false);
      return true;
    }
    return text.startsWith("PAM ") && failures(text.substring(4), draft);
  }

  private static boolean understood(String service, String text, Draft draft) {
    if (text.startsWith("session opened for user ")) {
      session(service, text.substring("session opened for user ".length()), true, draft);
      return true;
    }
    if (text.startsWith("session closed for user ")) {
      session(service, text.substring("session closed for user ".length()), false, draft);
      return true;
    }
    if (text.startsWith("authentication failure;")
        || text.contains("more authentication failure")) {
      return failures(text, draft);
    }
    if (text.startsWith("check pass; user unknown") || text.startsWith("bad username")) {
      failed(draft, "pam_user_unknown");
      draft.put("user.name", Words.between(text, "bad username [", "]"));
      return true;
    }
    if (text.startsWith("password changed for ")) {
      draft.category("iam").type("user", "change").action("password_changed").outcome(true);
      draft.put("user.name", text.substring("password changed for ".length()));
      draft.put("user.target.name", text.substring("password changed for ".length()));
      return true;
    }
    if (text.contains("account temporarily locked")) {
      // pam_faillock: "Consecutive login failures for user bob account temporarily locked"
      draft.category("iam").type("user", "change").action("account_locked").outcome(true);
      draft.put("user.name", Words.between(text, "for user ", " account"));
      return true;
    }
    if (text.startsWith("user ") && text.contains("tally ") && text.contains(", deny ")) {
      // pam_tally2: "user bob (1001) tally 6, deny 5"
      draft.category("iam").type("user", "change").action("account_locked").outcome(true);
      draft.put("user.name", Words.first(text.substring(5)));
      return true;
    }
    if (text.startsWith("requirement ") && text.contains(" not met by user ")) {
      failed(draft, "pam_requirement_not_met");
      draft.put("event.reason", Words.between(text, "requirement \"", "\""));
      draft.put("user.name", Words.bare(Words.after(text, " not met by user ")));
      return true;
    }
    if (text.startsWith("account ") && text.endsWith("has expired (account expired)")) {
      failed(draft, "account_expired");
      draft.put("user.name", Words.between(text, "account ", " has"));
      return true;
    }
    if (text.startsWith("expired password for user ")) {
      draft.category("authentication").type("info").action("password_expired");
      draft.put("user.name", Words.first(text.substring("expired password for user ".length())));
      return true;
    }
    if (text.startsWith("auth could not identify password for ")
        || text.startsWith("conversation failed")) {
      failed(draft, "pam_conversation_failed");
      draft.put("user.name", Words.between(text, "for [", "]"));
      return true;
    }
    return false;
  }

  /**
   * "[2 more ]authentication failure[s]; logname= uid=0 euid=0 tty=ssh ruser= rhost=… user=root".
   */
  private static boolean failures(String text, Draft draft) {
    int colon = text.indexOf("authentication failure");
    if (colon < 0) {
      return false;
    }
    boolean more = colon > 0;
    failed(draft, more ? "pam_authentication_repeated" : "pam_authentication");
    if (more) {
      draft.number("pam.failures", Words.first(text));
    }
    // Only "user" can hold a space, and it stands last.
    String user = Words.after(text, "  user=");
    String asker = Words.pair(text, "ruser");
    draft.put("user.name", user == null ? asker : user.strip());
    draft.put("pam.ruser", asker);
    draft.put("pam.logname", Words.pair(text, "logname"));
    draft.put("pam.tty", Words.pair(text, "tty"));
    draft.endpoint("source", Words.pair(text, "rhost"));
    return true;
  }

  private static void session(String service, String text, boolean opened, Draft draft) {
    draft
        .category("session")
        .type(opened ? "start" : "end")
        .action(opened ? "session_opened" : "session_closed")
        .outcome(true);
    int by = text.indexOf(" by ");
    String target = account(by < 0 ? text : text.substring(0, by));
    draft.put("user.id", uid(by < 0 ? text : text.substring(0, by)));
    draft.put("user.name", target);
    String actor = by < 0 ? null : account(text.substring(by + 4));
    boolean changesUser = service.startsWith("su") || service.equals("runuser");
    if (changesUser && actor != null && !actor.isEmpty()) {
      // The one who acts is the user; the one he becomes is effective.
      draft.put("user.name", actor);
      draft.put("user.effective.name", target);
      draft.put("user.effective.id", uid(text.substring(0, by)));
      draft.event().remove("user.id");
      draft.put("user.id", uid(text.substring(by + 4)));
    } else if (changesUser) {
      draft.put("user.effective.name", target);
    }
  }

  private static String account(String text) {
    int open = text.indexOf('(');
    return (open < 0 ? text : text.substring(0, open)).strip();
  }

  private static String uid(String text) {
    String id = Words.between(text, "(uid=", ")");
    return Words.isNumber(id) ? id : null;
  }

  private static void failed(Draft draft, String action) {
    draft.category("authentication").type("info").action(action).outcome(false);
  }
}
