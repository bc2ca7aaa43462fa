package org.watchfire.collector.parse.auth;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.kernel.KernelMessages;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.samba.SambaAudit;
import org.watchfire.collector.parse.text.Secrets;
import org.watchfire.collector.parse.time.TimeReader;
import org.watchfire.collector.syslog.SyslogHeader;
import org.watchfire.collector.syslog.SyslogHeaderReader;

/**
 * Any syslog line. Messages of programs that are known become events of what happened; all others
 * are events of dataset {@code syslog.log} with the header's fields and the message.
 */
public final class SyslogFormat implements LineFormat {
  /** Dataset of logons, sessions, rights and accounts. */
  public static final String AUTH = "sshd.auth";

  /** Dataset of everything else. */
  public static final String GENERIC = "syslog.log";

  private final SyslogHeaderReader headers;
  private final SambaAudit samba;
  private final Map<String, MessageReader> auth = new HashMap<>();
  private final Map<String, MessageReader> system = new HashMap<>();

  public SyslogFormat(ParseContext context) {
    this.headers =
        new SyslogHeaderReader(new TimeReader(context.zone(), context.year(), context.clock()));
    this.samba = new SambaAudit(context);
    register(auth, new SshdMessages(), "sshd", "sshd-session", "sshd-auth");
    register(auth, new SwitchUserMessages(), "sudo", "su");
    register(
        auth,
        new AccountMessages(),
        "useradd",
        "usermod",
        "userdel",
        "groupadd",
        "groupmod",
        "groupdel",
        "passwd",
        "chage",
        "gpasswd",
        "chpasswd",
        "newusers",
        "adduser");
    register(
        auth,
        new SessionMessages(),
        "systemd-logind",
        "login",
        "ftpd",
        "vsftpd",
        "proftpd",
        "klogind",
        "rlogind",
        "telnetd",
        "xinetd");
    register(
        system,
        new ServiceMessages(),
        "systemd",
        "cron",
        "CRON",
        "crond",
        "CROND",
        "crontab",
        "anacron",
        "rsyslogd",
        "syslogd",
        "syslog-ng",
        "auditd");
    register(system, new KernelMessages(), "kernel");
  }

  private static void register(
      Map<String, MessageReader> readers, MessageReader reader, String... programs) {
    for (String program : programs) {
      readers.put(program, reader);
    }
  }

  @Override
  public String read(String text, Draft draft) {
    SyslogHeader header = headers.read(text);
    if (header == null) {
      return Problems.NO_SYSLOG_HEADER;
    }
    draft.dataset(GENERIC);
    envelope(header, draft);
    String app = header.app();
    String message = header.message();
    if (app == null) {
      draft.putMasked("message", message);
      return null;
    }
    String program = app;
    String module = null;
    int open = app.indexOf('(');
    if (open > 0 && app.endsWith(")")) {
      // Linux-PAM before 0.99: "sshd(pam_unix)[24200]:"
      program = app.substring(0, open);
      module = app.substring(open + 1, app.length() - 1);
    }
    int slash = program.lastIndexOf('/');
    program = slash >= 0 && slash + 1 < program.length() ? program.substring(slash + 1) : program;
    draft.put("process.name", program);
    draft.put("event.provider", program);
    if (program.equals("smbd_audit")) {
      if (samba.readMessage(message, draft)) {
        return null;
      }
    } else if (module != null || PamMessages.announces(message)) {
      if (PamMessages.read(program, module, message, draft)) {
        draft.dataset(AUTH);
      }
    } else if (auth.containsKey(program)) {
      if (auth.get(program).read(program, message, draft)) {
        draft.dataset(AUTH);
      }
    } else if (system.containsKey(program)) {
      system.get(program).read(program, message, draft);
    }
    draft.putMasked("message", message);
    return null;
  }

  private static void envelope(SyslogHeader header, Draft draft) {
    draft.time(header.time());
    draft.put("host.name", header.host());
    if (header.priority() >= 0) {
      draft.put("log.syslog.priority", (long) header.priority());
      draft.put("log.syslog.facility.code", (long) header.facility());
      draft.put("log.syslog.facility.name", header.facilityName());
      draft.put("log.syslog.severity.code", (long) header.severity());
      draft.put("log.syslog.severity.name", header.severityName());
    }
    if (header.rfc5424()) {
      draft.put("log.syslog.version", "1");
      draft.put("log.syslog.msgid", header.messageId());
      draft.put("log.syslog.structured_data", masked(header.structuredData()));
    }
    if (header.process() != null) {
      draft.number("process.pid", header.process());
      if (draft.event().get("process.pid") == null) {
        draft.put("log.syslog.procid", header.process());
      }
    }
  }

  private static Map<String, Object> masked(Map<String, Map<String, String>> data) {
    Map<String, Object> out = new LinkedHashMap<>();
    data.forEach(
        (id, parameters) -> {
          Map<String, String> values = new LinkedHashMap<>();
          parameters.forEach(
              (name, value) ->
                  values.put(
                      name, Secrets.isSecretName(name) ? Secrets.MASK : Secrets.mask(value)));
          out.put(id, values);
        });
    return out;
  }
}
