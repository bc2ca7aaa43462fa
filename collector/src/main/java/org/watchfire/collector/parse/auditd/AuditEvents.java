package org.watchfire.collector.parse.auditd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.text.DecodedText;
import org.watchfire.collector.parse.text.Paths;
import org.watchfire.collector.parse.text.Secrets;
import org.watchfire.collector.parse.time.TimeReader;

/** Makes one ECS event of the records of one audit event. Holds the stream's process table. */
final class AuditEvents {
  private static final String UNSET = "4294967295";
  private static final int MOST_ARGUMENTS = 512;

  /** Fields of PATH records that are worth keeping per path. */
  private static final List<String> PATH_FIELDS =
      List.of("item", "name", "nametype", "inode", "dev", "mode", "ouid", "ogid", "OUID", "OGID");

  private final ParseContext context;
  private final TimeReader times;
  private final ProcessTable processes = new ProcessTable();

  AuditEvents(ParseContext context) {
    this.context = context;
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  Parsed of(List<AuditRecord> records, long offset, String charset) {
    AuditRecord first = records.get(0);
    Draft draft = Draft.of(context, AuditdParser.DATASET);
    draft.time(times.epoch(first.seconds()));
    draft.put("host.name", first.node());
    draft.number("event.sequence", first.serial());
    draft.put("event.provider", "auditd");
    if (charset != null) {
      draft.tag("charset-" + charset);
    }
    Set<String> types = new LinkedHashSet<>();
    List<AuditRecord> paths = new ArrayList<>();
    AuditRecord call = null;
    AuditRecord socket = null;
    AuditRecord title = null;
    Map<String, String> arguments = new LinkedHashMap<>();
    Map<String, String> rest = new LinkedHashMap<>();
    StringBuilder original = new StringBuilder();
    for (AuditRecord record : records) {
      original.append(original.length() == 0 ? "" : "\n").append(record.text());
      types.add(record.type());
      switch (record.type()) {
        case "SYSCALL" -> call = record;
        case "EXECVE" ->
            record
                .fields()
                .forEach(
                    (name, value) -> {
                      if (AuditRecord.isArgument(name)) {
                        arguments.merge(argument(name), value, String::concat);
                      }
                    });
        case "PATH" -> paths.add(record);
        case "SOCKADDR" -> socket = record;
        case "PROCTITLE" -> title = record;
        default -> {}
      }
      if (!record.type().equals("PATH") && !record.type().equals("EXECVE")) {
        record.fields().forEach(rest::putIfAbsent);
      }
    }
    String callName = call == null ? null : call(call);
    raw(rest, callName, types, arguments, paths, draft);
    meaning(records, callName, rest, draft);
    identities(rest, draft);
    process(rest, arguments, title, draft);
    if (callName != null) {
      files(callName, call, paths, rest.get("cwd"), draft);
    }
    if (socket != null) {
      socket(callName, socket, draft);
    }
    parent(rest, callName, draft);
    draft.maskedOriginal(original.toString());
    return draft.finish(offset, 0);
  }

  private static String call(AuditRecord record) {
    String enriched = record.get("SYSCALL");
    return enriched == null ? Syscalls.name(record.get("arch"), record.get("syscall")) : enriched;
  }

  /** {@code a3[1]} is a piece of {@code a3}. */
  private static String argument(String name) {
    int bracket = name.indexOf('[');
    return bracket < 0 ? name : name.substring(0, bracket);
  }

  private static void raw(
      Map<String, String> fields,
      String callName,
      Set<String> types,
      Map<String, String> arguments,
      List<AuditRecord> paths,
      Draft draft) {
    draft.put("auditd.log.type", types.size() == 1 ? types.iterator().next() : List.copyOf(types));
    fields.forEach(
        (name, value) -> {
          boolean known = name.equals("syscall") || name.equals("arch") || name.equals("proctitle");
          if (!known && isFieldName(name) && !UNSET.equals(value)) {
            draft.put("auditd.log." + name, value);
          }
        });
    if (fields.containsKey("arch")) {
      draft.put("auditd.log.arch", Syscalls.architecture(fields.get("arch")));
    }
    draft.put("auditd.log.syscall", callName);
    if (!arguments.isEmpty()) {
      // The call's own a0..a3 are addresses in memory here; rules look for the arguments.
      for (int i = 0; i < 4; i++) {
        draft.event().remove("auditd.log.a" + i);
      }
      List<String> masked = Secrets.maskArguments(List.copyOf(arguments.values()));
      int i = 0;
      for (String name : arguments.keySet()) {
        if (i < 10) {
          draft.put("auditd.log." + name, DecodedText.cap(masked.get(i), Draft.ORIGINAL_LIMIT));
        }
        i++;
      }
    }
    if (!paths.isEmpty()) {
      List<Object> all = new ArrayList<>();
      Set<String> names = new LinkedHashSet<>();
      Set<String> nametypes = new LinkedHashSet<>();
      for (AuditRecord path : paths) {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (String field : PATH_FIELDS) {
          if (path.get(field) != null) {
            kept.put(field, path.get(field));
          }
        }
        all.add(kept);
        if (path.get("name") != null) {
          names.add(path.get("name"));
        }
        if (path.get("nametype") != null) {
          nametypes.add(path.get("nametype"));
        }
      }
      draft.put("auditd.log.name", List.copyOf(names));
      draft.put("auditd.log.nametype", List.copyOf(nametypes));
      draft.put("auditd.log.paths", all);
    }
  }

  private static boolean isFieldName(String name) {
    if (name.isEmpty() || name.length() > 32) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static void meaning(
      List<AuditRecord> records, String callName, Map<String, String> fields, Draft draft) {
    AuditMeaning meaning = null;
    for (AuditRecord record : records) {
      if (meaning == null) {
        meaning = AuditMeaning.ofRecord(record.type());
      }
    }
    if (meaning == null && callName != null) {
      meaning = AuditMeaning.ofCall(callName);
      if (meaning == null) {
        draft.category("process").type("info").action("syscall");
      }
    }
    if (meaning != null) {
      meaning.putInto(draft);
    }
    String result = fields.getOrDefault("success", fields.get("res"));
    if (result != null) {
      boolean success = result.equals("yes") || result.equals("success") || result.equals("1");
      draft.outcome(success);
    }
    String operation = fields.get("op");
    String type = records.get(0).type();
    if (operation != null && (type.equals("USER_MGMT") || type.equals("GRP_MGMT"))) {
      if (operation.contains("add-user-to-group") || operation.contains("adding user to group")) {
        draft.type("group", "change").action("user_added_to_group");
      } else if (operation.contains("delete-user-from-group")) {
        draft.type("group", "change").action("user_removed_from_group");
      }
    }
    if (type.startsWith("DAEMON_")) {
      draft.put("service.name", "auditd");
    }
    if (type.startsWith("SERVICE_")) {
      draft.put("service.name", fields.get("unit"));
    }
    String grp = fields.get("grp");
    draft.put("group.name", grp);
    draft.endpoint("source", fields.get("addr"));
    if (fields.get("addr") == null && type.startsWith("USER_")) {
      draft.endpoint("source", fields.get("hostname"));
    }
  }

  private static void identities(Map<String, String> fields, Draft draft) {
    String auid = fields.get("auid");
    boolean login = auid != null && !auid.equals(UNSET) && !auid.equals("-1");
    String id = login ? auid : fields.get("uid");
    String name = name(fields, login ? "AUID" : "UID", id);
    draft.put("user.id", UNSET.equals(id) ? null : id);
    draft.put("user.name", name);
    String account = fields.get("acct");
    if (account != null) {
      if ("iam".equals(draft.text("event.category"))) {
        draft.put("user.target.name", account);
      } else if (!login) {
        // Until the login id is set, the account named is the one that logs on.
        draft.put("user.name", account);
        draft.event().remove("user.id");
      } else if (name == null) {
        draft.put("user.name", account);
      } else if (!account.equals(name)) {
        draft.put("user.effective.name", account);
      }
    }
    String euid = fields.get("euid");
    if (euid != null && !euid.equals(UNSET)) {
      draft.put("user.effective.id", euid);
      draft.put("user.effective.name", name(fields, "EUID", euid));
    }
    draft.put("group.id", fields.get("gid"));
    String session = fields.get("ses");
    draft.put("session.id", UNSET.equals(session) ? null : session);
  }

  /** The enriched name; without enrichment only root is sure to be called so. */
  private static String name(Map<String, String> fields, String field, String id) {
    String name = fields.get(field);
    if (name != null && !name.equals("unset") && !name.startsWith("unknown(")) {
      return name;
    }
    return "0".equals(id) ? "root" : null;
  }

  private void process(
      Map<String, String> fields, Map<String, String> arguments, AuditRecord title, Draft draft) {
    draft.number("process.pid", fields.get("pid"));
    draft.number("process.parent.pid", fields.get("ppid"));
    draft.put("process.name", fields.get("comm"));
    String executable = fields.get("exe");
    draft.put("process.executable", executable);
    if (fields.get("comm") == null && executable != null) {
      draft.put("process.name", executable.substring(executable.lastIndexOf('/') + 1));
    }
    draft.put("process.working_directory", fields.get("cwd"));
    String proctitle = title == null ? fields.get("proctitle") : title.get("proctitle");
    draft.putDecoded("process.title", proctitle);
    String command = fields.get("cmd");
    if (!arguments.isEmpty()) {
      List<String> masked = Secrets.maskArguments(List.copyOf(arguments.values()));
      draft.put("process.args_count", (long) masked.size());
      List<String> kept =
          masked.size() > MOST_ARGUMENTS ? masked.subList(0, MOST_ARGUMENTS) : masked;
      draft.put("process.args", List.copyOf(kept));
      draft.putDecoded("process.command_line", String.join(" ", kept));
    } else if (command != null) {
      draft.putDecoded("process.command_line", command);
    } else if (proctitle != null) {
      draft.putDecoded("process.command_line", proctitle);
    }
    draft.putDecoded("auditd.log.data", fields.get("data"));
    draft.putDecoded("auditd.log.cmd", command);
  }

  private void parent(Map<String, String> fields, String callName, Draft draft) {
    String pid = fields.get("pid");
    if (callName == null || pid == null) {
      return;
    }
    ProcessTable.Entry parent = processes.find(fields.get("ppid"));
    if (parent != null) {
      draft.put("process.parent.name", parent.name());
      draft.put("process.parent.executable", parent.executable());
      draft.put("process.parent.command_line", parent.commandLine());
    }
    ProcessTable.Entry self =
        new ProcessTable.Entry(
            draft.text("process.name"),
            draft.text("process.executable"),
            draft.text("process.command_line"));
    if (callName.startsWith("execve")) {
      processes.started(pid, self);
    } else {
      processes.seen(pid, self);
    }
  }

  private static void files(
      String callName, AuditRecord call, List<AuditRecord> paths, String cwd, Draft draft) {
    if (callName.startsWith("open")) {
      OpenFlags.putInto(callName, call, draft);
    }
    boolean executes = callName.startsWith("execve");
    if (executes || paths.isEmpty()) {
      return;
    }
    AuditRecord chosen = null;
    AuditRecord target = null;
    for (AuditRecord path : paths) {
      String nametype = path.get("nametype");
      if (path.get("name") == null || "PARENT".equals(nametype)) {
        continue;
      }
      if (callName.startsWith("rename")) {
        // DELETE is where it was, CREATE where it is now; a DELETE that comes second was replaced.
        if ("DELETE".equals(nametype) && chosen == null) {
          chosen = path;
        } else if ("CREATE".equals(nametype)) {
          target = path;
        }
      } else if (callName.startsWith("link") && "CREATE".equals(nametype)) {
        target = path;
      } else {
        chosen = path;
      }
    }
    if (chosen == null && target == null && !paths.isEmpty()) {
      chosen = paths.get(paths.size() - 1);
    }
    String path = absolute(chosen, cwd);
    if (path != null) {
      draft.put("file.path", path);
      int slash = path.lastIndexOf('/');
      draft.put("file.name", path.substring(slash + 1));
      draft.put("file.directory", slash > 0 ? path.substring(0, slash) : null);
      draft.put("file.inode", chosen.get("inode"));
      draft.put("file.owner", chosen.get("OUID"));
      draft.put("file.uid", chosen.get("ouid"));
    }
    draft.put("file.target_path", absolute(target, cwd));
  }

  private static String absolute(AuditRecord record, String cwd) {
    String name = record == null ? null : record.get("name");
    if (name == null) {
      return null;
    }
    return Paths.absolute(name, cwd);
  }

  private static void socket(String callName, AuditRecord socket, Draft draft) {
    String side =
        callName != null && (callName.startsWith("accept") || callName.equals("bind"))
            ? "source"
            : "destination";
    String saddr = socket.get("saddr");
    SocketAddress address = saddr == null ? null : SocketAddress.parse(saddr);
    if (address != null && address.path() != null) {
      draft.put("auditd.log.socket_path", address.path());
    } else if (address != null) {
      draft.endpoint(side, address.ip());
      if (address.port() > 0) {
        draft.put(side + ".port", (long) address.port());
      }
    } else if (socket.get("laddr") != null) {
      draft.endpoint(side, socket.get("laddr"));
      draft.port(side + ".port", socket.get("lport"));
    }
  }
}
