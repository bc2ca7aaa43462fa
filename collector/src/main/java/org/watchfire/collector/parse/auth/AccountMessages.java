package org.watchfire.collector.parse.auth;

import org.watchfire.collector.parse.line.Draft;

/**
 * Messages of the shadow tools: useradd, usermod, userdel, groupadd, groupmod, groupdel, passwd,
 * chage, gpasswd, chpasswd, newusers.
 *
 * <p>These messages rarely say who acted, so {@code user.name} is the account acted upon, as is
 * {@code user.target.name}; where the actor is known {@code user.name} is the actor.
 */
public final class AccountMessages implements MessageReader {
  @Override
  public boolean read(String program, String message, Draft draft) {
    String text = message.strip();
    return added(text, draft)
        || removed(text, draft)
        || membership(text, draft)
        || changed(text, draft);
  }

  private static boolean added(String text, Draft draft) {
    if (text.startsWith("new user: ")) {
      iam(draft, "user_added", "user", "creation");
      subject(draft, Words.pair(text, "name"));
      draft.put("user.target.id", Words.pair(text, "UID"));
      draft.put("user.target.group.id", Words.pair(text, "GID"));
      draft.put("shadow.home", Words.pair(text, "home"));
      draft.put("shadow.shell", Words.pair(text, "shell"));
      return true;
    }
    if (text.startsWith("failed adding user ")) {
      iam(draft, "user_added", "user", "creation").outcome(false);
      subject(draft, Words.between(text, "'", "'"));
      return true;
    }
    if (text.startsWith("new group: ") || text.startsWith("group added to ")) {
      // One act, three lines: only "new group" or the one of /etc/group counts as the act.
      boolean shadow = text.contains("gshadow");
      iam(draft, shadow ? "shadow_group_added" : "group_added", "group", "creation");
      draft.put("group.name", Words.pair(text, "name"));
      draft.put("group.id", Words.pair(text, "GID"));
      return true;
    }
    return false;
  }

  private static boolean removed(String text, Draft draft) {
    if (text.startsWith("delete user '")) {
      iam(draft, "user_deleted", "user", "deletion");
      subject(draft, Words.between(text, "'", "'"));
      return true;
    }
    if (text.startsWith("removed group '")
        || text.startsWith("remove group '")
        || text.startsWith("removed shadow group '")
        || (text.startsWith("group '") && text.contains("' removed"))) {
      iam(draft, "group_deleted", "group", "deletion");
      draft.put("group.name", Words.between(text, "'", "'"));
      return true;
    }
    if (text.startsWith("delete '")) {
      // "delete 'bob' from [shadow ]group 'wheel'"
      iam(draft, "user_removed_from_group", "group", "change");
      subject(draft, Words.between(text, "delete '", "'"));
      draft.put("group.name", Words.between(text, "group '", "'"));
      return true;
    }
    return false;
  }

  private static boolean membership(String text, Draft draft) {
    if (text.startsWith("add '")) {
      // "add 'bob' to [shadow ]group 'wheel'"
      boolean shadow = text.contains(" to shadow group ");
      iam(draft, shadow ? "user_added_to_shadow_group" : "user_added_to_group", "group", "change");
      subject(draft, Words.between(text, "add '", "'"));
      draft.put("group.name", Words.between(text, "group '", "'"));
      return true;
    }
    boolean gained = text.contains(" added by ") && text.contains(" to group ");
    boolean lost = text.contains(" removed by ") && text.contains(" from group ");
    if (text.startsWith("user ") && (gained || lost)) {
      // gpasswd: "user bob added by root to group wheel"
      iam(draft, gained ? "user_added_to_group" : "user_removed_from_group", "group", "change");
      String verb = gained ? " added by " : " removed by ";
      String link = gained ? " to group " : " from group ";
      draft.put("user.name", Words.between(text, verb, link));
      draft.put("user.target.name", Words.between(text, "user ", verb));
      draft.put("group.name", Words.bare(Words.after(text, link)));
      return true;
    }
    if (text.startsWith("members of group ") && text.contains(" set by ")) {
      iam(draft, "group_members_set", "group", "change");
      draft.put("group.name", Words.between(text, "members of group ", " set by "));
      draft.put("user.name", Words.between(text, " set by ", " to "));
      draft.put("shadow.members", Words.after(text, " to "));
      return true;
    }
    return false;
  }

  private static boolean changed(String text, Draft draft) {
    if (text.startsWith("password for '") && text.contains("' changed by '")) {
      iam(draft, "password_changed", "user", "change");
      draft.put("user.name", Words.between(text, "' changed by '", "'"));
      draft.put("user.target.name", Words.between(text, "password for '", "'"));
      return true;
    }
    if (text.startsWith("changed password expiry for ")) {
      iam(draft, "password_expiry_changed", "user", "change");
      subject(draft, Words.bare(text.substring("changed password expiry for ".length())));
      return true;
    }
    if (text.startsWith("lock user '") || text.startsWith("unlock user '")) {
      boolean lock = text.startsWith("lock");
      iam(draft, lock ? "account_locked" : "account_unlocked", "user", "change");
      subject(draft, Words.between(text, "user '", "'"));
      return true;
    }
    if (text.startsWith("change user '")) {
      boolean password = text.endsWith(" password");
      iam(draft, password ? "password_changed" : "user_changed", "user", "change");
      subject(draft, Words.between(text, "user '", "'"));
      String what = Words.after(text, "change user '");
      int quote = what.indexOf("' ");
      if (quote >= 0 && !password) {
        draft.putMasked("shadow.change", what.substring(quote + 2));
      }
      return true;
    }
    if (text.startsWith("change admin ") || text.startsWith("group changed in ")) {
      iam(draft, "group_changed", "group", "change");
      draft.put("group.name", Words.between(text, "(group ", "/"));
      return true;
    }
    return false;
  }

  private static Draft iam(Draft draft, String action, String object, String type) {
    return draft.category("iam").type(object, type).action(action).outcome(true);
  }

  private static void subject(Draft draft, String name) {
    draft.put("user.name", name);
    draft.put("user.target.name", name);
  }
}
