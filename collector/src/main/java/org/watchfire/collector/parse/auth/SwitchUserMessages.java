package org.watchfire.collector.parse.auth;

import java.util.Set;
import org.watchfire.collector.parse.line.Draft;

/** Messages of sudo (sudo's {@code log_line} format) and of su (util-linux and shadow). */
public final class SwitchUserMessages implements MessageReader {
  private static final Set<String> FIELDS =
      Set.of(
          "HOST", "TTY", "CHROOT", "PWD", "CWD", "USER", "GROUP", "TSID", "ENV", "EXIT", "SIGNAL");

  @Override
  public boolean read(String program, String message, Draft draft) {
    return program.equals("su") ? su(message, draft) : sudo(message, draft);
  }

  /**
   * "alice : [problem ; ]TTY=pts/0 ; PWD=/home/alice ; USER=root ; [ENV=… ; ]COMMAND=/bin/ls -l".
   */
  private static boolean sudo(String message, Draft draft) {
    String text = message.strip();
    int colon = text.indexOf(" : ");
    if (colon <= 0 || text.indexOf(' ') != colon) {
      return false;
    }
    int at = colon + 3;
    String reason = null;
    String effective = null;
    String command = null;
    String directory = null;
    String terminal = null;
    String group = null;
    boolean fields = false;
    while (at < text.length()) {
      if (text.startsWith("COMMAND=", at)) {
        // Stands last; may hold anything, also what looks like another field.
        command = text.substring(at + "COMMAND=".length());
        fields = true;
        break;
      }
      int end = text.indexOf(" ; ", at);
      String part = text.substring(at, end < 0 ? text.length() : end);
      int sign = part.indexOf('=');
      String name = sign < 0 ? "" : part.substring(0, sign);
      if (FIELDS.contains(name)) {
        fields = true;
        String value = part.substring(sign + 1);
        switch (name) {
          case "USER" -> effective = value;
          case "PWD", "CWD" -> directory = value;
          case "TTY" -> terminal = value;
          case "GROUP" -> group = value;
          default -> {}
        }
      } else if (reason == null) {
        reason = part;
      }
      if (end < 0) {
        break;
      }
      at = end + 3;
    }
    if (!fields) {
      return false;
    }
    boolean success = reason == null;
    draft.category(success ? new String[] {"process"} : new String[] {"authentication", "process"});
    draft.type(success ? "start" : "info").action("sudo_command").outcome(success);
    draft.put("event.reason", reason);
    draft.put("user.name", text.substring(0, colon));
    draft.put("user.effective.name", effective);
    draft.put("user.effective.group.name", group);
    draft.put("process.working_directory", "unknown".equals(directory) ? null : directory);
    draft.put("sudo.tty", "unknown".equals(terminal) ? null : terminal);
    if (command != null) {
      draft.putMasked("process.command_line", command);
      draft.put("process.executable", Words.first(command));
    }
    return true;
  }

  private static boolean su(String message, Draft draft) {
    String text = message.strip();
    boolean failed = text.startsWith("FAILED ");
    String rest = failed ? text.substring("FAILED ".length()) : text;
    if (rest.startsWith("SU (to ") || rest.startsWith("(to ")) {
      // util-linux: "(to root) alice on pts/0", "FAILED SU (to root) alice on pts/0"
      int open = rest.indexOf("(to ") + 4;
      int close = rest.indexOf(") ", open);
      if (close < 0) {
        return false;
      }
      String actor = rest.substring(close + 2);
      int on = actor.lastIndexOf(" on ");
      switched(
          draft, on < 0 ? actor : actor.substring(0, on), rest.substring(open, close), !failed);
      draft.put("su.tty", on < 0 ? null : actor.substring(on + 4));
      return true;
    }
    if (rest.startsWith("su for ") || text.startsWith("Successful su for ")) {
      // shadow: "Successful su for root by alice", "FAILED su for root by alice"
      String target = Words.between(text, "su for ", " by ");
      if (target == null) {
        return false;
      }
      switched(draft, Words.after(text, " by "), target, !failed);
      return true;
    }
    if ((text.startsWith("+ ") || text.startsWith("- ")) && text.lastIndexOf(':') > 2) {
      // shadow: "+ /dev/pts/0 alice:root"
      String[] words = text.split(" ");
      String pair = words[words.length - 1];
      int colon = pair.indexOf(':');
      if (words.length != 3 || colon < 0) {
        return false;
      }
      switched(draft, pair.substring(0, colon), pair.substring(colon + 1), text.charAt(0) == '+');
      draft.put("su.tty", words[1]);
      return true;
    }
    if (text.startsWith("pam_authenticate: ")) {
      draft.category("authentication").type("info").action("su_authentication").outcome(false);
      draft.put("event.reason", text.substring("pam_authenticate: ".length()));
      return true;
    }
    if (text.startsWith("No passwd entry for user ")) {
      draft.category("authentication").type("info").action("su_authentication").outcome(false);
      draft.put(
          "user.effective.name", Words.bare(text.substring("No passwd entry for user ".length())));
      return true;
    }
    return false;
  }

  private static void switched(Draft draft, String actor, String target, boolean success) {
    draft.category("authentication").type(success ? "start" : "info").action("su").outcome(success);
    draft.put("user.name", actor);
    draft.put("user.effective.name", target);
  }
}
