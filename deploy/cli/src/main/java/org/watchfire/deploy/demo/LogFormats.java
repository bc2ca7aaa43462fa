package org.watchfire.deploy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.core.json.Json;

/** Writes lines as the programs of the demonstration's servers would. Keeps running numbers. */
final class LogFormats {
  static final String SSHD = "sshd/auth.log";
  static final String SYSLOG = "syslog/messages";
  static final String NGINX = "nginx/access.log";
  static final String SAMBA = "samba/audit.log";
  static final String AUDITD = "auditd/audit.log";
  static final String DNS = "zeek/dns.log";
  static final String CONN = "zeek/conn.log";
  static final String POSTGRESQL = "postgresql/postgresql.json";

  private static final String BROWSER =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36";

  private final ZoneId zone;
  private final DateTimeFormatter syslogTime;
  private final DateTimeFormatter accessTime;
  private final DateTimeFormatter databaseTime;
  private final List<DemoLine> out = new ArrayList<>();
  private int serial = 41_000;
  private int pid = 2_000;
  private int connection;

  LogFormats(ZoneId zone) {
    this.zone = zone;
    this.syslogTime = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
    this.accessTime = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    this.databaseTime = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ENGLISH);
  }

  List<DemoLine> lines() {
    return out;
  }

  private void add(Instant at, String file, String text) {
    out.add(new DemoLine(at, file, text));
  }

  int nextPid() {
    return ++pid;
  }

  void syslog(Instant at, String file, String host, String program, int programPid, String text) {
    add(
        at,
        file,
        syslogTime.format(at.atZone(zone))
            + " "
            + host
            + " "
            + program
            + (programPid > 0 ? "[" + programPid + "]" : "")
            + ": "
            + text);
  }

  void sshAccepted(Instant at, String host, String method, String user, String ip) {
    int p = nextPid();
    String key = method.equals("publickey") ? ": ED25519 SHA256:ZGVtbyBkZW1vIGRlbW8" : "";
    syslog(
        at,
        SSHD,
        host,
        "sshd",
        p,
        "Accepted " + method + " for " + user + " from " + ip + " port " + port() + " ssh2" + key);
    syslog(
        at,
        SSHD,
        host,
        "sshd",
        p,
        "pam_unix(sshd:session): session opened for user " + user + "(uid=1001) by (uid=0)");
  }

  void sshClosed(Instant at, String host, String user) {
    syslog(at, SSHD, host, "sshd", pid, "pam_unix(sshd:session): session closed for user " + user);
  }

  void sshFailed(Instant at, String host, String user, String ip) {
    syslog(
        at,
        SSHD,
        host,
        "sshd",
        nextPid(),
        "Failed password for " + user + " from " + ip + " port " + port() + " ssh2");
  }

  void access(
      Instant at, String ip, String user, String method, String target, int status, int bytes) {
    access(at, ip, user, method, target, status, bytes, BROWSER);
  }

  void access(
      Instant at,
      String ip,
      String user,
      String method,
      String target,
      int status,
      int bytes,
      String agent) {
    add(
        at,
        NGINX,
        "%s - %s [%s] \"%s %s HTTP/1.1\" %d %d \"-\" \"%s\""
            .formatted(
                ip,
                user,
                accessTime.format(at.atZone(zone)),
                method,
                target,
                status,
                bytes,
                agent));
  }

  /** A line of Samba's full_audit module with prefix %u|%I|%m|%S. */
  void samba(
      Instant at, String user, String ip, String share, String operation, boolean ok, String rest) {
    syslog(
        at,
        SAMBA,
        "fs01",
        "smbd_audit",
        812,
        user
            + "|"
            + ip
            + "|pc-"
            + ip.substring(ip.lastIndexOf('.') + 1)
            + "|"
            + share
            + "|"
            + operation
            + "|"
            + (ok ? "ok" : "fail (Permission denied)")
            + "|"
            + rest);
  }

  /** A command that ran, as auditd's records of one serial. */
  void command(
      Instant at,
      String host,
      String user,
      int uid,
      String executable,
      int parent,
      String... args) {
    int number = ++serial;
    int own = nextPid();
    String comm = executable.substring(executable.lastIndexOf('/') + 1);
    audit(
        at,
        number,
        host,
        "SYSCALL",
        ("arch=c000003e syscall=59 success=yes exit=0 a0=55d0 a1=55d1 a2=55d2 a3=8 items=2 ppid=%d"
                    + " pid=%d auid=%d uid=%d gid=%d euid=%d suid=%d fsuid=%d egid=%d sgid=%d fsgid=%d"
                    + " tty=pts0 ses=31 comm=\"%s\" exe=\"%s\" key=\"exec\"")
                .formatted(
                    parent, own, uid, uid, uid, uid, uid, uid, uid, uid, uid, comm, executable)
            + "\u001dARCH=x86_64 SYSCALL=execve AUID=\""
            + user
            + "\" UID=\""
            + user
            + "\" GID=\""
            + user
            + "\" EUID=\""
            + user
            + "\"");
    StringBuilder execve = new StringBuilder("argc=" + args.length);
    for (int i = 0; i < args.length; i++) {
      execve.append(" a").append(i).append('=').append(argument(args[i]));
    }
    audit(at, number, host, "EXECVE", execve.toString());
    audit(at, number, host, "CWD", "cwd=\"/root\"");
    audit(
        at,
        number,
        host,
        "PATH",
        "item=0 name=\""
            + executable
            + "\" inode=2911 dev=08:01 mode=0100755 ouid=0 ogid=0"
            + " rdev=00:00 nametype=NORMAL");
    audit(
        at,
        number,
        host,
        "PROCTITLE",
        "proctitle="
            + HexFormat.of().withUpperCase().formatHex(String.join("\0", args).getBytes(UTF_8)));
    audit(at, number, host, "EOE", "");
  }

  /** A file that was removed or cut down, as auditd's records of one serial. */
  void fileChange(
      Instant at,
      String host,
      String user,
      int uid,
      String executable,
      int syscall,
      String name,
      String path,
      String nametype) {
    int number = ++serial;
    int own = nextPid();
    String comm = executable.substring(executable.lastIndexOf('/') + 1);
    audit(
        at,
        number,
        host,
        "SYSCALL",
        ("arch=c000003e syscall=%d success=yes exit=0 a0=ffffff9c a1=55d1 a2=0 a3=0 items=1 ppid=1800"
                    + " pid=%d auid=%d uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0"
                    + " ses=33 comm=\"%s\" exe=\"%s\" key=\"logs\"")
                .formatted(syscall, own, uid, comm, executable)
            + "\u001dARCH=x86_64 SYSCALL="
            + name
            + " AUID=\""
            + user
            + "\" UID=\"root\" GID=\"root\"");
    audit(at, number, host, "CWD", "cwd=\"/root\"");
    audit(
        at,
        number,
        host,
        "PATH",
        "item=0 name=\""
            + path
            + "\" inode=1187 dev=08:01 mode=0100600 ouid=0 ogid=0 rdev=00:00"
            + " nametype="
            + nametype);
    audit(at, number, host, "EOE", "");
  }

  private void audit(Instant at, int number, String host, String type, String rest) {
    add(
        at,
        AUDITD,
        "node=%s type=%s msg=audit(%d.%03d:%d): %s"
            .formatted(host, type, at.getEpochSecond(), at.toEpochMilli() % 1000, number, rest)
            .stripTrailing());
  }

  private static String argument(String value) {
    boolean plain = value.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"');
    return plain
        ? "\"" + value + "\""
        : HexFormat.of().withUpperCase().formatHex(value.getBytes(UTF_8));
  }

  void dns(Instant at, String client, String query, String type, String answer) {
    add(
        at,
        DNS,
        json(
            "_path",
            "dns",
            "ts",
            at.toEpochMilli() / 1000.0,
            "uid",
            uid(),
            "id.orig_h",
            client,
            "id.orig_p",
            port(),
            "id.resp_h",
            "10.20.0.53",
            "id.resp_p",
            53,
            "proto",
            "udp",
            "query",
            query,
            "qclass_name",
            "C_INTERNET",
            "qtype_name",
            type,
            "rcode_name",
            "NOERROR",
            "rejected",
            false,
            "answers",
            List.of(answer)));
  }

  void conn(Instant at, String client, String server, int serverPort, long sent, long received) {
    add(
        at,
        CONN,
        json(
            "_path",
            "conn",
            "ts",
            at.toEpochMilli() / 1000.0,
            "uid",
            uid(),
            "id.orig_h",
            client,
            "id.orig_p",
            port(),
            "id.resp_h",
            server,
            "id.resp_p",
            serverPort,
            "proto",
            "tcp",
            "service",
            serverPort == 443 ? "ssl" : "http",
            "duration",
            1.25,
            "orig_bytes",
            sent,
            "resp_bytes",
            received,
            "conn_state",
            "SF",
            "local_orig",
            true,
            "local_resp",
            server.startsWith("10."),
            "history",
            "ShADadFf"));
  }

  void query(
      Instant at,
      String user,
      String database,
      String client,
      String command,
      String object,
      String statement) {
    add(
        at,
        POSTGRESQL,
        json(
            "timestamp",
            databaseTime.format(at.atZone(ZoneOffset.UTC)) + " UTC",
            "user",
            user,
            "dbname",
            database,
            "pid",
            nextPid(),
            "remote_host",
            client,
            "remote_port",
            port(),
            "session_id",
            uid(),
            "line_num",
            1,
            "ps",
            command,
            "session_start",
            databaseTime.format(at.atZone(ZoneOffset.UTC)).substring(0, 19) + " UTC",
            "vxid",
            "3/41",
            "txid",
            0,
            "error_severity",
            "LOG",
            "message",
            "AUDIT: SESSION,1,1,READ,"
                + command
                + ",TABLE,"
                + object
                + ",\""
                + statement
                + "\",<none>",
            "application_name",
            "app",
            "backend_type",
            "client backend",
            "query_id",
            0));
  }

  private static String json(Object... pairs) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return new String(Json.write(map), UTF_8);
  }

  private String uid() {
    return "C" + Long.toString(1_000_000_007L * ++connection, 36);
  }

  private int port() {
    return 40_000 + Math.floorMod(pid * 31 + connection * 17, 20_000);
  }
}
