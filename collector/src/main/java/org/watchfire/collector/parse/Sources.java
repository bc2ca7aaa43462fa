package org.watchfire.collector.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.watchfire.collector.parse.auditd.AuditdParser;
import org.watchfire.collector.parse.auth.SyslogFormat;
import org.watchfire.collector.parse.json.EcsFormat;
import org.watchfire.collector.parse.json.PlainJsonFormat;
import org.watchfire.collector.parse.line.LineByLine;
import org.watchfire.collector.parse.postgresql.PostgresqlParser;
import org.watchfire.collector.parse.samba.SambaAudit;
import org.watchfire.collector.parse.web.AccessLogFormat;
import org.watchfire.collector.parse.web.ApacheErrorFormat;
import org.watchfire.collector.parse.zeek.ZeekFormat;

/** The sources that lines can be read as, by name. */
public final class Sources {
  private static final Map<String, Source> ALL = new LinkedHashMap<>();

  private record Source(SourceInfo info, Function<ParseContext, LineParser> parser) {}

  static {
    add(
        "sshd",
        "登录与账户日志（auth.log、secure）：sshd、PAM、sudo、su、账户管理、会话",
        "log-on and account log (auth.log, secure): sshd, PAM, sudo, su, accounts, sessions",
        "sshd.auth",
        c -> new LineByLine(c, "sshd.auth", new SyslogFormat(c)));
    add(
        "syslog",
        "通用系统日志（RFC 3164、RFC 5424），按程序名分派",
        "any syslog (RFC 3164, RFC 5424), read by program name",
        "syslog.log",
        c -> new LineByLine(c, "syslog.log", new SyslogFormat(c)));
    add(
        "nginx",
        "nginx 访问日志（combined 及其扩展）",
        "nginx access log (combined and extensions of it)",
        "nginx.access",
        c -> new LineByLine(c, "nginx.access", new AccessLogFormat(c)));
    add(
        "apache",
        "Apache 访问日志（common、combined、vhost_combined）",
        "Apache access log (common, combined, vhost_combined)",
        "apache.access",
        c -> new LineByLine(c, "apache.access", new AccessLogFormat(c)));
    add(
        "apache-error",
        "Apache 错误日志（2.0、2.2 与 2.4 格式）",
        "Apache error log (formats of 2.0, 2.2 and 2.4)",
        "apache.error",
        c -> new LineByLine(c, "apache.error", new ApacheErrorFormat(c)));
    add(
        "auditd",
        "Linux 审计日志，按序列号合并",
        "Linux audit log, records put together by serial",
        AuditdParser.DATASET,
        AuditdParser::new);
    add(
        "zeek",
        "Zeek 网络日志（JSON）：conn、dns、http、ssl、ssh、files 等",
        "Zeek network logs (JSON): conn, dns, http, ssl, ssh, files and others",
        "zeek.*",
        c -> new LineByLine(c, "zeek.unknown", new ZeekFormat(c)));
    add(
        "samba",
        "Samba 文件访问审计（vfs_full_audit）",
        "Samba file access (vfs_full_audit)",
        SambaAudit.DATASET,
        c -> new LineByLine(c, SambaAudit.DATASET, new SambaAudit(c)));
    add(
        "postgresql",
        "PostgreSQL 日志（csvlog、jsonlog，含 pgaudit）",
        "PostgreSQL log (csvlog, jsonlog, with pgaudit)",
        "postgresql.audit",
        PostgresqlParser::new);
    add(
        "ecs",
        "ECS JSON 文档，校验后透传",
        "ECS JSON documents, checked and passed on",
        "*",
        c -> new LineByLine(c, "ecs.document", new EcsFormat(c)));
    add(
        "json",
        "任意 JSON 对象",
        "any JSON objects",
        "json.log",
        c -> new LineByLine(c, "json.log", new PlainJsonFormat(c)));
  }

  private Sources() {}

  private static void add(
      String name,
      String zh,
      String en,
      String dataset,
      Function<ParseContext, LineParser> parser) {
    ALL.put(name, new Source(new SourceInfo(name, zh, en, dataset), parser));
  }

  /** All sources, in the order in which they are shown. */
  public static List<SourceInfo> list() {
    return ALL.values().stream().map(Source::info).toList();
  }

  /** Whether there is a source of this name. */
  public static boolean isKnown(String name) {
    return ALL.containsKey(name);
  }

  /**
   * A new parser for one stream of lines.
   *
   * @throws IllegalArgumentException when there is no such source; the message lists those there
   *     are
   */
  public static LineParser open(String name, ParseContext context) {
    Source source = ALL.get(name);
    if (source == null) {
      throw new IllegalArgumentException(
          "unknown source '" + name + "', expected one of " + String.join(", ", ALL.keySet()));
    }
    return source.parser().apply(context);
  }
}
