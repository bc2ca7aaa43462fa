package org.watchfire.collector.parse.postgresql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.time.TimeReader;

/** What a PostgreSQL log record says, in ECS terms. Field names are jsonlog's. */
final class PostgresqlEvents {
  /** Dataset of statements, log-ons and refusals. */
  static final String AUDIT = "postgresql.audit";

  /** Dataset of the server's other messages. */
  static final String LOG = "postgresql.log";

  private final TimeReader times;

  PostgresqlEvents(ParseContext context) {
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  void read(Map<String, String> fields, Draft draft) {
    draft.time(times.postgresql(fields.get("timestamp")));
    draft.put("event.provider", "postgresql");
    draft.put("user.name", fields.get("user"));
    draft.put("postgresql.database", fields.get("dbname"));
    draft.put("process.name", "postgres");
    draft.number("process.pid", fields.get("pid"));
    peer(fields, draft);
    draft.put("postgresql.session_id", fields.get("session_id"));
    draft.number("event.sequence", fields.get("line_num"));
    draft.put("postgresql.command_tag", fields.get("ps"));
    draft.put("postgresql.application", fields.get("application_name"));
    draft.put("postgresql.backend_type", fields.get("backend_type"));
    String severity = fields.get("error_severity");
    draft.put("log.level", severity.toLowerCase(Locale.ROOT));
    String state = fields.get("state_code");
    draft.put("postgresql.sqlstate", "00000".equals(state) ? null : state);
    String message = fields.getOrDefault("message", "");
    draft.putDecoded("message", message);
    draft.putDecoded("postgresql.detail", fields.get("detail"));
    draft.putDecoded("postgresql.statement", fields.get("statement"));
    if (message.startsWith("AUDIT: ")) {
      audit(message.substring("AUDIT: ".length()), draft);
    } else if (!session(message, state, draft) && !statement(message, draft)) {
      other(message, severity, state, fields, draft);
    }
  }

  private static void peer(Map<String, String> fields, Draft draft) {
    String from = fields.get("connection_from");
    String host = fields.get("remote_host");
    String port = fields.get("remote_port");
    if (from != null && !from.isEmpty()) {
      int colon = from.lastIndexOf(':');
      host = colon < 0 ? from : from.substring(0, colon);
      port = colon < 0 ? null : from.substring(colon + 1);
    }
    if ("[local]".equals(host)) {
      draft.put("postgresql.local", true);
      return;
    }
    draft.endpoint("source", host);
    draft.port("source.port", port);
  }

  /**
   * {@code TYPE,STATEMENT_ID,SUBSTATEMENT_ID,CLASS,COMMAND,OBJECT_TYPE,OBJECT_NAME,STATEMENT,
   * PARAMETER[,ROWS]}.
   */
  private static void audit(String payload, Draft draft) {
    List<String> parts = CsvFields.split(payload);
    draft.dataset(AUDIT).category("database");
    String auditClass = parts.size() > 3 ? parts.get(3) : "";
    draft.type(type(auditClass));
    draft.put("postgresql.audit_type", parts.get(0));
    draft.put("postgresql.class", auditClass);
    if (parts.size() < 8) {
      draft.action("AUDIT");
      return;
    }
    draft.number("postgresql.statement_id", parts.get(1));
    draft.number("postgresql.substatement_id", parts.get(2));
    draft.action(parts.get(4));
    // pgaudit is called after PostgreSQL's own check of rights has passed.
    draft.outcome(true);
    draft.put("postgresql.object_type", parts.get(5));
    draft.put("postgresql.object", parts.get(6));
    String text = parts.get(7);
    draft.putDecoded("postgresql.statement", isOmitted(text) ? null : text);
    String parameters = parts.size() > 8 ? parts.get(8) : "";
    draft.putDecoded("postgresql.parameters", isOmitted(parameters) ? null : parameters);
    if (parts.size() > 9) {
      draft.number("postgresql.rows", parts.get(parts.size() - 1));
    }
  }

  private static boolean isOmitted(String text) {
    return text.equals("<not logged>")
        || text.equals("<none>")
        || text.equals("<previously logged>");
  }

  private static String type(String auditClass) {
    return switch (auditClass) {
      case "READ" -> "access";
      case "WRITE", "DDL", "ROLE", "FUNCTION" -> "change";
      default -> "info";
    };
  }

  private static boolean session(String message, String state, Draft draft) {
    boolean refused =
        "28P01".equals(state)
            || "28000".equals(state)
            || message.contains("authentication failed for user")
            || message.startsWith("no pg_hba.conf entry for ");
    if (refused) {
      draft.dataset(AUDIT).category("authentication", "database").type("start");
      draft.action("database_login").outcome(false);
      if (draft.text("user.name") == null) {
        draft.put("user.name", between(message, "user \"", "\""));
      }
      if (draft.text("source.address") == null) {
        draft.endpoint("source", between(message, "host \"", "\""));
      }
      return true;
    }
    if (message.startsWith("connection authorized: ")) {
      draft.dataset(AUDIT).category("authentication", "database").type("start");
      draft.action("database_login").outcome(true);
      named(message, draft);
      return true;
    }
    if (message.startsWith("connection authenticated: ")) {
      draft.dataset(AUDIT).category("authentication", "database").type("info");
      draft.action("database_authenticated").outcome(true);
      draft.put("postgresql.identity", between(message, "identity=\"", "\""));
      draft.put("postgresql.method", between(message + " ", "method=", " "));
      return true;
    }
    if (message.startsWith("connection received: ")) {
      draft.dataset(AUDIT).category("network", "database").type("connection", "start");
      draft.action("database_connection");
      if (draft.text("source.address") == null) {
        draft.endpoint("source", between(message + " ", "host=", " "));
        draft.port("source.port", between(message + " ", "port=", " "));
      }
      return true;
    }
    if (message.startsWith("disconnection: session time: ")) {
      draft.dataset(AUDIT).category("session", "database").type("end");
      draft.action("database_session_ended").outcome(true);
      named(message, draft);
      return true;
    }
    return false;
  }

  private static void named(String message, Draft draft) {
    if (draft.text("user.name") == null) {
      draft.put("user.name", between(message + " ", "user=", " "));
    }
    if (draft.text("postgresql.database") == null) {
      draft.put("postgresql.database", between(message + " ", "database=", " "));
    }
  }

  /** What log_statement and log_min_duration_statement write. */
  private static boolean statement(String message, Draft draft) {
    String text = message;
    if (text.startsWith("duration: ")) {
      int unit = text.indexOf(" ms");
      if (unit < 0) {
        return false;
      }
      duration(text.substring("duration: ".length(), unit), draft);
      text = text.substring(unit + 3).strip();
      if (text.isEmpty()) {
        return false;
      }
    }
    int colon = text.indexOf(": ");
    boolean statement =
        colon > 0
            && (text.startsWith("statement: ")
                || text.startsWith("execute ")
                || text.startsWith("parse ")
                || text.startsWith("bind ")
                || text.startsWith("fastpath function call: "));
    if (!statement) {
      return false;
    }
    String sql = text.substring(colon + 2);
    draft.dataset(AUDIT).category("database").outcome(true);
    String command = command(sql);
    draft.action(command);
    draft.type(command.equals("SELECT") || command.equals("COPY") ? "access" : "change");
    draft.putDecoded("postgresql.statement", sql);
    return true;
  }

  /** The first word in capitals, for instance {@code SELECT}. */
  private static String command(String sql) {
    String text = sql.strip();
    int end = 0;
    while (end < text.length() && end < 32 && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end == 0 ? "STATEMENT" : text.substring(0, end).toUpperCase(Locale.ROOT);
  }

  private static void duration(String milliseconds, Draft draft) {
    try {
      double value = Double.parseDouble(milliseconds);
      if (value >= 0 && value < 1e12) {
        draft.put("event.duration", (long) (value * 1e6));
      }
    } catch (NumberFormatException notANumber) {
      draft.tag("duration-invalid");
    }
  }

  private static void other(
      String message, String severity, String state, Map<String, String> fields, Draft draft) {
    boolean failed =
        severity.equals("ERROR") || severity.equals("FATAL") || severity.equals("PANIC");
    if ("42501".equals(state) || message.startsWith("permission denied for ")) {
      draft.dataset(AUDIT).category("database").type("access", "denied");
      draft.action("permission_denied").outcome(false);
      String what =
          message.substring(Math.min(message.length(), "permission denied for ".length()));
      int space = what.indexOf(' ');
      draft.put(
          "postgresql.object_type",
          space < 0 ? null : what.substring(0, space).toUpperCase(Locale.ROOT));
      draft.put("postgresql.object", space < 0 ? null : what.substring(space + 1));
      return;
    }
    if (failed && fields.get("statement") != null && !fields.get("statement").isEmpty()) {
      draft.dataset(AUDIT).category("database").type("error");
      draft.action(command(fields.get("statement"))).outcome(false);
      return;
    }
    draft.category("database").type(failed ? "error" : "info").action("postgresql_message");
    if (failed) {
      draft.outcome(false);
    }
  }

  private static String between(String text, String open, String close) {
    int start = text.indexOf(open);
    int end = start < 0 ? -1 : text.indexOf(close, start + open.length());
    return end < 0 ? null : text.substring(start + open.length(), end);
  }
}
