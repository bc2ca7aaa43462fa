package org.watchfire.collector.parse.samba;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.Paths;
import org.watchfire.collector.parse.time.TimeReader;
import org.watchfire.collector.syslog.SyslogHeader;
import org.watchfire.collector.syslog.SyslogHeaderReader;

/**
 * {@code prefix|operation|ok or fail (reason)[|arguments]}. The prefix is smb.conf's {@code
 * full_audit:prefix}, of which {@code %u %U} (user), {@code %I} (client address), {@code %m %M}
 * (client name), {@code %S} (share), {@code %T} and others are read.
 *
 * <p>Newer Samba logs absolute paths; where it logs paths relative to the share, they are put
 * behind the share's directory from the context's options, or behind {@code /<share>}.
 */
public final class SambaAudit implements LineFormat {
  /** Dataset of all accesses. */
  public static final String DATASET = "samba.audit";

  private static final String DEFAULT_PREFIX = "%u|%I|%m|%S";
  private static final Map<String, String> ACTIONS = new HashMap<>();

  static {
    actions("file-open", "open openat create_file");
    actions("file-read", "read pread pread_send pread_recv sendfile offload_read_send");
    actions(
        "file-write",
        "write pwrite pwrite_send pwrite_recv recvfile ftruncate fallocate offload_write_send "
            + "streaminfo_write");
    actions("file-rename", "rename renameat");
    actions("file-delete", "unlink unlinkat rmdir");
    actions("directory-create", "mkdir mkdirat");
    actions("directory-list", "opendir fdopendir readdir");
    actions(
        "file-permission-change",
        "chmod fchmod chmod_acl fchmod_acl set_nt_acl fset_nt_acl sys_acl_set_file sys_acl_set_fd");
    actions("file-owner-change", "chown fchown lchown");
    actions(
        "file-attribute-change",
        "setxattr fsetxattr removexattr fremovexattr ntimes fntimes set_dos_attributes "
            + "fset_dos_attributes");
    actions("file-link", "link linkat symlink symlinkat");
    actions("file-close", "close closedir");
    actions("file-metadata-read", "stat fstat lstat fstatat get_nt_acl fget_nt_acl get_nt_acl_at");
    actions("share_connected", "connect");
    actions("share_disconnected", "disconnect");
  }

  private final SyslogHeaderReader headers;
  private final List<String> prefix;
  private final Map<String, String> options;

  public SambaAudit(ParseContext context) {
    this.headers =
        new SyslogHeaderReader(new TimeReader(context.zone(), context.year(), context.clock()));
    this.options = context.options();
    String pattern = options.getOrDefault("samba.prefix", DEFAULT_PREFIX);
    this.prefix = List.of(pattern.split("\\|", -1));
  }

  private static void actions(String action, String operations) {
    for (String operation : operations.split(" ")) {
      ACTIONS.put(operation, action);
    }
  }

  @Override
  public String read(String text, Draft draft) {
    SyslogHeader header = headers.read(text);
    String message = text;
    if (header != null) {
      draft.time(header.time());
      draft.put("host.name", header.host());
      draft.number("process.pid", header.process());
      message = header.message();
    }
    return readMessage(message, draft) ? null : Problems.FORMAT;
  }

  /** Reads the message behind a syslog header; false, with the draft unchanged, when it is none. */
  public boolean readMessage(String message, Draft draft) {
    List<String> parts = split(message.strip());
    int at = prefix.size();
    if (parts.size() < at + 2) {
      return false;
    }
    String operation = parts.get(at).strip();
    String result = parts.get(at + 1).strip();
    boolean success = result.equals("ok");
    if (!isOperation(operation) || !(success || result.startsWith("fail"))) {
      return false;
    }
    draft.dataset(DATASET);
    draft.put("event.provider", "smbd_audit");
    draft.put("process.name", "smbd");
    String share = null;
    for (int i = 0; i < at; i++) {
      share = prefixPart(prefix.get(i).strip(), parts.get(i).strip(), share, draft);
    }
    draft.put("samba.operation", operation);
    draft.put("samba.result", result);
    draft.outcome(success);
    if (!success) {
      int open = result.indexOf('(');
      draft.put("event.reason", open < 0 ? null : result.substring(open + 1).replace(")", ""));
    }
    List<String> arguments = new ArrayList<>(parts.subList(at + 2, parts.size()));
    String action = ACTIONS.getOrDefault(operation, "samba_" + operation.toLowerCase(Locale.ROOT));
    action = mode(operation, action, arguments, draft);
    draft.action(action);
    if (action.startsWith("share_")) {
      draft.category("session", "network");
      draft.type(action.equals("share_connected") ? "start" : "end");
      return true;
    }
    draft.category("file").type(type(action));
    if (!arguments.isEmpty()) {
      boolean twoPaths = action.equals("file-rename") || action.equals("file-link");
      if (twoPaths && arguments.size() >= 2) {
        path("file.target_path", arguments.get(1), share, draft);
      }
      // A file name may hold the separator; operations on one path have nothing behind it.
      path(
          "file.path",
          onePath(action) ? String.join("|", arguments) : arguments.get(0),
          share,
          draft);
      draft.put("samba.arguments", arguments);
    }
    return true;
  }

  /** open: "r|path" or "w|path"; create_file: "0x80|file|open|path", the access mask first. */
  private static String mode(String operation, String action, List<String> arguments, Draft draft) {
    if (arguments.size() >= 2 && operation.startsWith("open") && !operation.equals("opendir")) {
      String mode = arguments.get(0);
      if (mode.equals("r") || mode.equals("w") || mode.equals("rw")) {
        arguments.remove(0);
        draft.put("samba.mode", mode);
        return mode.equals("r") ? "file-read" : "file-write";
      }
    }
    if (operation.equals("create_file") && arguments.size() >= 4) {
      draft.put("samba.access_mask", arguments.get(0));
      String kind = arguments.get(1);
      draft.put("samba.disposition", arguments.get(2));
      arguments.subList(0, 3).clear();
      return kind.equals("dir") ? "directory-open" : action;
    }
    return action;
  }

  private static String prefixPart(String pattern, String value, String share, Draft draft) {
    switch (pattern) {
      case "%u", "%U" -> {
        int slash = value.indexOf('\\');
        draft.put("user.domain", slash > 0 ? value.substring(0, slash) : null);
        draft.put("user.name", slash < 0 ? value : value.substring(slash + 1));
      }
      case "%I" -> draft.endpoint("source", value);
      case "%m", "%M" -> draft.put("samba.client", value);
      case "%S" -> {
        draft.put("samba.share", value);
        return value;
      }
      case "%G", "%g" -> draft.put("group.name", value);
      case "%D" -> draft.put("user.domain", value);
      case "%L", "%h" -> draft.put("samba.server", value);
      case "%i" -> draft.endpoint("destination", value);
      default -> {
        String name = pattern.replace("%", "");
        if (name.length() == 1 && Character.isLetterOrDigit(name.charAt(0))) {
          draft.put("samba.prefix_" + name, value);
        }
      }
    }
    return share;
  }

  private static boolean onePath(String action) {
    return switch (action) {
      case "file-open",
          "file-read",
          "file-delete",
          "directory-create",
          "directory-list",
          "directory-open" ->
          true;
      default -> false;
    };
  }

  private void path(String field, String raw, String share, Draft draft) {
    String path = raw.strip();
    if (path.isEmpty()) {
      return;
    }
    String root = share == null ? null : options.getOrDefault("samba.root." + share, "/" + share);
    String absolute = Paths.absolute(path, root);
    draft.putMasked(field, absolute);
    if (field.equals("file.path")) {
      int slash = absolute.lastIndexOf('/');
      int dot = absolute.lastIndexOf('.');
      draft.put("file.name", absolute.substring(slash + 1));
      draft.put("file.directory", slash > 0 ? absolute.substring(0, slash) : null);
      draft.put(
          "file.extension",
          dot > slash + 1 && absolute.length() - dot <= 10 ? absolute.substring(dot + 1) : null);
    }
  }

  private static String[] type(String action) {
    return switch (action) {
      case "file-delete" -> new String[] {"deletion"};
      case "directory-create" -> new String[] {"creation"};
      case "file-write",
          "file-rename",
          "file-permission-change",
          "file-owner-change",
          "file-attribute-change",
          "file-link" ->
          new String[] {"change"};
      case "file-read", "file-open", "directory-list", "directory-open", "file-metadata-read" ->
          new String[] {"access"};
      default -> new String[] {"info"};
    };
  }

  private static boolean isOperation(String text) {
    if (text.isEmpty() || text.length() > 48) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && c != '_' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static List<String> split(String message) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int bar = message.indexOf('|'); bar >= 0; bar = message.indexOf('|', from)) {
      parts.add(message.substring(from, bar));
      from = bar + 1;
    }
    parts.add(message.substring(from));
    return parts;
  }
}
