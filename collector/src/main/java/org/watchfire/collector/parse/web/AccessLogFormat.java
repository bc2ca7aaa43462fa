package org.watchfire.collector.parse.web;

import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.Addresses;
import org.watchfire.collector.parse.text.Escapes;
import org.watchfire.collector.parse.time.TimeReader;

/**
 * The common log format and its descendants, told apart by their shape: common ({@code %h %l %u %t
 * "%r" %>s %b}), combined (with referrer and user agent), Apache's vhost_combined ({@code %v:%p}
 * first), and nginx's combined, also with further quoted fields of which a list of addresses is
 * taken as X-Forwarded-For.
 *
 * <p>{@code url.original}, {@code url.path} and {@code url.query} are as sent; {@code url.decoded}
 * is path and query with up to two layers of percent-encoding undone, for rules that look for what
 * an attacker encoded.
 */
public final class AccessLogFormat implements LineFormat {
  private final TimeReader times;

  public AccessLogFormat(ParseContext context) {
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  @Override
  public String read(String text, Draft draft) {
    int open = text.indexOf(" [");
    int close = open < 0 ? -1 : text.indexOf("] \"", open);
    if (close < 0) {
      return Problems.FORMAT;
    }
    String time = text.substring(open + 2, close);
    int from = close + 3;
    int quote = closingQuote(text, from);
    if (quote < 0 || !clients(text.substring(0, open), draft)) {
      return Problems.FORMAT;
    }
    String request = text.substring(from, quote);
    int at = quote + 1;
    if (at >= text.length() || text.charAt(at) != ' ') {
      return Problems.FORMAT;
    }
    int end = space(text, ++at);
    int status = status(text, at, end);
    if (status < 0) {
      return Problems.FORMAT;
    }
    draft.time(times.commonLog(time));
    draft.category("web").type("access").action("http_request").outcome(status < 400);
    request(request, draft);
    if (status > 0) {
      draft.put("http.response.status_code", (long) status);
    }
    if (end < text.length()) {
      at = end + 1;
      end = space(text, at);
      draft.number("http.response.body.bytes", text.substring(at, end));
    }
    quotedFields(text, end, draft);
    return null;
  }

  /** "[vhost:port ]client ident user": everything before the time. */
  private static boolean clients(String head, Draft draft) {
    int first = head.indexOf(' ');
    if (first <= 0) {
      return false;
    }
    int second = head.indexOf(' ', first + 1);
    if (second < 0) {
      return false;
    }
    String client = head.substring(0, first);
    int third = head.indexOf(' ', second + 1);
    int colon = client.lastIndexOf(':');
    if (third > 0
        && colon > 0
        && Addresses.ip(client) == null
        && Addresses.port(client.substring(colon + 1)) > 0) {
      draft.put("url.domain", client.substring(0, colon));
      draft.port("url.port", client.substring(colon + 1));
      client = head.substring(first + 1, second);
      second = third;
    }
    draft.endpoint("source", client);
    String user = head.substring(second + 1);
    draft.put("user.name", user.equals("\"\"") ? null : Escapes.backslash(user));
    return true;
  }

  private static void request(String request, Draft draft) {
    int method = request.indexOf(' ');
    int version = request.lastIndexOf(" HTTP/");
    if (method <= 0 || !isMethod(request, method)) {
      // Not HTTP: "-" of a timed-out request, a TLS hello on a plain port, a probe.
      draft.putMasked("http.request.line", request);
      return;
    }
    draft.put("http.request.method", request.substring(0, method));
    if (version > 0 && version >= method) {
      draft.put("http.version", request.substring(version + 6));
    }
    int targetEnd = version > method ? version : request.length();
    if (version == method) {
      return;
    }
    target(draft.masked(request.substring(method + 1, targetEnd)), draft);
  }

  private static void target(String target, Draft draft) {
    if (target.isEmpty()) {
      return;
    }
    draft.put("url.original", target);
    String local = target;
    int scheme = target.indexOf("://");
    if (scheme > 0 && scheme < 12 && target.charAt(0) != '/') {
      // Absolute form, as proxies get it.
      int slash = target.indexOf('/', scheme + 3);
      String authority = target.substring(scheme + 3, slash < 0 ? target.length() : slash);
      int at = authority.lastIndexOf('@');
      String host = at < 0 ? authority : authority.substring(at + 1);
      int colon = host.lastIndexOf(':');
      boolean port = colon > 0 && Addresses.port(host.substring(colon + 1)) > 0;
      draft.put("url.scheme", target.substring(0, scheme));
      draft.put("url.domain", port ? host.substring(0, colon) : host);
      draft.port("url.port", port ? host.substring(colon + 1) : null);
      local = slash < 0 ? "/" : target.substring(slash);
    }
    int query = local.indexOf('?');
    String path = query < 0 ? local : local.substring(0, query);
    draft.put("url.path", path);
    int dot = path.lastIndexOf('.');
    if (dot > path.lastIndexOf('/') && path.length() - dot <= 10) {
      draft.put("url.extension", path.substring(dot + 1));
    }
    String decoded = Escapes.percent(path, false);
    if (query >= 0) {
      String raw = local.substring(query + 1);
      draft.put("url.query", raw);
      decoded = decoded + "?" + Escapes.percent(raw, true);
    }
    draft.putDecoded("url.decoded", Escapes.backslash(decoded));
  }

  private static void quotedFields(String text, int from, Draft draft) {
    int at = from;
    for (int field = 0; at >= 0 && at < text.length(); field++) {
      int open = text.indexOf('"', at);
      int close = open < 0 ? -1 : closingQuote(text, open + 1);
      if (close < 0) {
        return;
      }
      String value = text.substring(open + 1, close);
      if (!value.isEmpty() && !value.equals("-")) {
        switch (field) {
          case 0 -> draft.putDecoded("http.request.referrer", Escapes.backslash(value));
          case 1 -> userAgent(value, draft);
          default -> forwarded(value, draft);
        }
      }
      at = close + 1;
    }
  }

  private static void userAgent(String value, Draft draft) {
    if (value.indexOf('\\') < 0) {
      draft.putMasked("user_agent.original", value);
    } else {
      draft.putDecoded("user_agent.original", Escapes.backslash(value));
    }
  }

  private static void forwarded(String value, Draft draft) {
    int comma = value.indexOf(',');
    String client = Addresses.ip((comma < 0 ? value : value.substring(0, comma)).strip());
    if (client != null && draft.event().get("network.forwarded_ip") == null) {
      draft.put("network.forwarded_ip", client);
    }
  }

  private static boolean isMethod(String request, int end) {
    if (end > 24) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char c = request.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** Three digits as a number, 0 for {@code -} (the connection went away), -1 for anything else. */
  private static int status(String text, int from, int to) {
    if (to - from == 1 && text.charAt(from) == '-') {
      return 0;
    }
    if (to - from != 3) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static int space(String text, int from) {
    int found = text.indexOf(' ', Math.min(from, text.length()));
    return found < 0 ? text.length() : found;
  }

  /** The next quote without a backslash before it; both servers escape quotes within fields. */
  private static int closingQuote(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    return -1;
  }
}
