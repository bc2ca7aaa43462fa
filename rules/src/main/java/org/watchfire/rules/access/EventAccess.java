package org.watchfire.rules.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * What an event of another system's log says about an access: the action in the words of policies,
 * and the circumstances. Such logs name neither purpose nor second factor nor case.
 */
final class EventAccess {
  private static final Set<String> LOGONS = Set.of("ssh_login", "console_login");
  private static final Set<String> CHANGES =
      Set.of("INSERT", "UPDATE", "MERGE", "SELECT FOR UPDATE", "UPSERT");
  private static final Set<String> REMOVALS = Set.of("DELETE", "TRUNCATE", "TRUNCATE TABLE");

  private EventAccess() {}

  /** Empty for an event that is no access, or whose action no policy has a word for. */
  static Optional<AccessAction> action(Event event) {
    String action = event.text(EcsFields.EVENT_ACTION);
    List<String> categories = event.texts(EcsFields.EVENT_CATEGORY);
    if (action == null) {
      return Optional.empty();
    }
    if (categories.contains("file")) {
      return file(action);
    }
    if (categories.contains("database")) {
      return database(action.toUpperCase(Locale.ROOT));
    }
    if (categories.contains("web")) {
      return web(event.text("http.request.method"));
    }
    return LOGONS.contains(action) ? Optional.of(AccessAction.LOG_ON) : Optional.empty();
  }

  private static Optional<AccessAction> file(String action) {
    return switch (action) {
      case "file-read", "file-open" -> Optional.of(AccessAction.READ);
      case "file-write", "file-truncate", "file-rename", "file-link", "directory-create" ->
          Optional.of(AccessAction.WRITE);
      case "file-delete" -> Optional.of(AccessAction.DELETE);
      case "directory-list", "directory-open" -> Optional.of(AccessAction.LIST);
      default -> Optional.empty();
    };
  }

  private static Optional<AccessAction> database(String command) {
    if (command.equals("SELECT")) {
      return Optional.of(AccessAction.READ);
    }
    if (command.startsWith("COPY")) {
      return Optional.of(AccessAction.EXPORT);
    }
    if (CHANGES.contains(command)) {
      return Optional.of(AccessAction.WRITE);
    }
    if (REMOVALS.contains(command)) {
      return Optional.of(AccessAction.DELETE);
    }
    for (String verb : List.of("CREATE", "ALTER", "DROP", "GRANT", "REVOKE")) {
      if (command.startsWith(verb)) {
        return Optional.of(AccessAction.ADMINISTER);
      }
    }
    return Optional.empty();
  }

  private static Optional<AccessAction> web(String method) {
    if (method == null) {
      return Optional.empty();
    }
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "GET" -> Optional.of(AccessAction.READ);
      case "HEAD", "PROPFIND" -> Optional.of(AccessAction.LIST);
      case "POST", "PUT", "PATCH" -> Optional.of(AccessAction.WRITE);
      case "DELETE" -> Optional.of(AccessAction.DELETE);
      default -> Optional.empty();
    };
  }

  /** An address that is none is not known. */
  static AccessContext context(Event event) {
    String ip = event.text(EcsFields.SOURCE_IP);
    boolean known = ip != null && IpNetwork.parse(ip).isPresent() && ip.indexOf('/') < 0;
    return new AccessContext(event.timestamp(), null, known ? ip : null, null, null);
  }
}
