package org.watchfire.collector.parse.web;

import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.Addresses;
import org.watchfire.collector.parse.text.Escapes;
import org.watchfire.collector.parse.time.SourceTime;
import org.watchfire.collector.parse.time.TimeReader;

/**
 * Apache httpd's error log: {@code [time] [level] [client ip] message} of 1.3 to 2.2, and {@code
 * [time] [module:level] [pid n:tid n] [client ip:port] AHnnnnn: message} of 2.4 (docs:
 * ErrorLogFormat).
 */
public final class ApacheErrorFormat implements LineFormat {
  private final TimeReader times;

  public ApacheErrorFormat(ParseContext context) {
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  @Override
  public String read(String text, Draft draft) {
    int close = text.indexOf("] [");
    if (text.charAt(0) != '[' || close < 0) {
      return Problems.FORMAT;
    }
    SourceTime time = times.ctime(text.substring(1, close));
    int at = close + 2;
    int levelEnd = text.indexOf(']', at);
    if (levelEnd < 0 || (time.instant() == null && text.charAt(1) < 'A')) {
      return Problems.FORMAT;
    }
    String level = text.substring(at + 1, levelEnd);
    int colon = level.lastIndexOf(':');
    draft.time(time);
    draft.put("log.level", colon < 0 ? level : level.substring(colon + 1));
    draft.put("apache.error.module", colon <= 0 ? null : level.substring(0, colon));
    at = levelEnd + 1;
    while (text.startsWith(" [", at)) {
      int end = text.indexOf(']', at);
      if (end < 0 || !bracket(text.substring(at + 2, end), draft)) {
        break;
      }
      at = end + 1;
    }
    message(text.substring(at).strip(), draft);
    return null;
  }

  private static boolean bracket(String inside, Draft draft) {
    if (inside.startsWith("client ") || inside.startsWith("remote ")) {
      String client = inside.substring(7);
      int colon = client.lastIndexOf(':');
      // 2.4 appends the port also to IPv6 without brackets ("2001:db8::1:443"); before there was
      // none. Only the module in front of the level tells which one it is.
      boolean port =
          colon > 0
              && draft.event().get("apache.error.module") != null
              && Addresses.ip(client.substring(0, colon)) != null
              && Addresses.port(client.substring(colon + 1)) > 0;
      draft.endpoint("source", port ? client.substring(0, colon) : client);
      draft.port("source.port", port ? client.substring(colon + 1) : null);
      return true;
    }
    if (inside.startsWith("pid ")) {
      int colon = inside.indexOf(':');
      draft.number("process.pid", inside.substring(4, colon < 0 ? inside.length() : colon));
      int thread = inside.indexOf("tid ");
      draft.number("process.thread.id", thread < 0 ? null : inside.substring(thread + 4));
      return true;
    }
    return false;
  }

  private static void message(String text, Draft draft) {
    String message = text;
    int colon = message.indexOf(": ");
    if (colon == 7 && message.startsWith("AH")) {
      draft.put("event.code", message.substring(0, colon));
      message = message.substring(colon + 2);
    }
    int referer = message.lastIndexOf(", referer: ");
    if (referer >= 0) {
      draft.putMasked("http.request.referrer", message.substring(referer + 11));
      message = message.substring(0, referer);
    }
    draft.category("web").type(isTrouble(draft.text("log.level")) ? "error" : "info");
    draft.action("apache_error");
    meaning(Escapes.backslash(message), draft);
    draft.putMasked("message", text);
  }

  private static void meaning(String message, Draft draft) {
    if (message.startsWith("user ")) {
      String user = null;
      for (String verb :
          new String[] {
            ": authentication failure for ", " not found: ", " in realm ", ": password mismatch"
          }) {
        int at = message.indexOf(verb);
        if (at > 5) {
          user = message.substring(5, at);
          String rest = message.substring(at + verb.length());
          int quote = rest.indexOf('"', 1);
          draft.put(
              "url.path", rest.startsWith("\"") && quote > 0 ? rest.substring(1, quote) : null);
          break;
        }
      }
      if (user != null) {
        draft.category("authentication", "web").type("start").action("http_login").outcome(false);
        draft.put("user.name", user);
      }
      return;
    }
    if (message.startsWith("client denied by server configuration: ")) {
      denied(draft)
          .put("file.path", message.substring("client denied by server configuration: ".length()));
    } else if (message.startsWith("Directory index forbidden by ")) {
      denied(draft).put("file.path", afterColon(message));
    } else if (message.startsWith("File does not exist: ")) {
      draft.action("http_not_found").outcome(false).put("file.path", afterColon(message));
    } else if (message.startsWith("script '") && message.contains("' not found")) {
      draft
          .action("http_not_found")
          .outcome(false)
          .put("file.path", message.substring(8, message.indexOf("' not found")));
    } else if (message.startsWith("ModSecurity: ")) {
      draft.category("web", "intrusion_detection").type("info").action("waf_match");
      draft.put("apache.modsecurity.id", field(message, "[id \""));
      draft.put("apache.modsecurity.msg", field(message, "[msg \""));
      draft.put("url.path", field(message, "[uri \""));
    }
  }

  private static boolean isTrouble(String level) {
    return switch (level == null ? "" : level) {
      case "emerg", "alert", "crit", "error" -> true;
      default -> false;
    };
  }

  private static Draft denied(Draft draft) {
    return draft.type("access", "denied").action("http_denied").outcome(false);
  }

  private static String afterColon(String message) {
    int colon = message.indexOf(": ");
    return colon < 0 ? null : message.substring(colon + 2);
  }

  private static String field(String message, String mark) {
    int start = message.indexOf(mark);
    int end = start < 0 ? -1 : message.indexOf('"', start + mark.length());
    return end < 0 ? null : message.substring(start + mark.length(), end);
  }
}
