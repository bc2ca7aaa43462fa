package org.watchfire.collector.parse.zeek;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.json.JsonText;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.Addresses;
import org.watchfire.collector.parse.text.Escapes;
import org.watchfire.collector.parse.text.Secrets;
import org.watchfire.collector.parse.time.SourceTime;
import org.watchfire.collector.parse.time.TimeReader;
import org.watchfire.core.event.Event;

/**
 * One record of a Zeek log. Which log it is says {@code _path}; without it (plain JSON logs have
 * none) the fields that only one log has decide.
 */
public final class ZeekFormat implements LineFormat {
  private final TimeReader times;

  public ZeekFormat(ParseContext context) {
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  @Override
  public String read(String text, Draft draft) {
    Event record = JsonText.parse(text);
    if (record == null) {
      return Problems.JSON;
    }
    String log = log(record);
    Object ts = record.get("ts");
    if (log == null || ts == null) {
      return Problems.SCHEMA;
    }
    draft.dataset("zeek." + log);
    draft.time(time(ts));
    draft.put("event.provider", "zeek");
    draft.put("host.name", record.text("_system_name"));
    for (Map.Entry<String, Object> entry : record.asMap().entrySet()) {
      String name = entry.getKey();
      if (!name.equals("_path")) {
        draft.put("zeek." + log + "." + name, JsonText.masked(name, entry.getValue()));
      }
    }
    connection(record, draft);
    switch (log) {
      case "conn" -> flow(record, draft);
      case "dns" -> dns(record, draft);
      case "http" -> http(record, draft);
      case "ssl" -> tls(record, draft);
      case "ssh" -> ssh(record, draft);
      case "files" -> file(record, draft);
      case "notice" -> notice(record, draft);
      default -> draft.category("network").type("info").action("zeek_" + log);
    }
    return null;
  }

  private static String log(Event record) {
    String path = record.text("_path");
    if (path != null) {
      String log = path.toLowerCase(Locale.ROOT);
      return log.length() <= 40
              && log.chars()
                  .allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
          ? log
          : null;
    }
    if (record.get("conn_state") != null) {
      return "conn";
    }
    if (record.get("trans_id") != null || record.get("qtype_name") != null) {
      return "dns";
    }
    if (record.get("trans_depth") != null
        && (record.get("method") != null
            || record.get("uri") != null
            || record.get("status_code") != null)) {
      return "http";
    }
    if (record.get("auth_attempts") != null || record.get("kex_alg") != null) {
      return "ssh";
    }
    if (record.get("established") != null || record.get("cipher") != null) {
      return "ssl";
    }
    return record.get("fuid") != null && record.get("source") != null ? "files" : null;
  }

  private SourceTime time(Object ts) {
    if (ts instanceof Double seconds) {
      // Zeek writes microseconds; a double of this size holds no more.
      return times.epoch(
          BigDecimal.valueOf(seconds).setScale(6, RoundingMode.HALF_UP).toPlainString());
    }
    if (ts instanceof Long seconds) {
      return times.epoch(Long.toString(seconds));
    }
    String text = String.valueOf(ts);
    return text.indexOf('-') > 0 ? times.wholeIso(text) : times.epoch(text);
  }

  private static void connection(Event record, Draft draft) {
    draft.endpoint("source", record.text("id.orig_h"));
    draft.port("source.port", record.text("id.orig_p"));
    draft.endpoint("destination", record.text("id.resp_h"));
    draft.port("destination.port", record.text("id.resp_p"));
    draft.put("network.transport", record.text("proto"));
    draft.put("zeek.session_id", record.text("uid"));
  }

  private static void flow(Event record, Draft draft) {
    draft.category("network").type("connection", "end").action("network_flow");
    draft.put("network.protocol", record.text("service"));
    draft.put("source.bytes", number(record, "orig_ip_bytes", "orig_bytes"));
    draft.put("source.packets", number(record, "orig_pkts"));
    draft.put("destination.bytes", number(record, "resp_ip_bytes", "resp_bytes"));
    draft.put("destination.packets", number(record, "resp_pkts"));
    Long sent = number(record, "orig_ip_bytes", "orig_bytes");
    Long received = number(record, "resp_ip_bytes", "resp_bytes");
    if (sent != null && received != null) {
      draft.put("network.bytes", sent + received);
    }
    draft.put("event.duration", nanoseconds(record.get("duration")));
    String state = record.text("conn_state");
    if (state != null) {
      draft.outcome(!(state.equals("REJ") || state.equals("S0") || state.startsWith("RSTOS")));
    }
    Object origin = record.get("local_orig");
    Object target = record.get("local_resp");
    if (origin instanceof Boolean from && target instanceof Boolean to) {
      draft.put(
          "network.direction",
          from ? (to ? "internal" : "outbound") : (to ? "inbound" : "external"));
    }
  }

  private static void dns(Event record, Draft draft) {
    draft.category("network").type("connection", "protocol").action("dns_query");
    draft.put("network.protocol", "dns");
    draft.put("dns.question.name", record.text("query"));
    draft.put("dns.question.type", record.text("qtype_name"));
    draft.put(
        "dns.question.class",
        "C_INTERNET".equals(record.text("qclass_name")) ? "IN" : record.text("qclass_name"));
    draft.put("dns.id", record.text("trans_id"));
    draft.put("dns.response_code", record.text("rcode_name"));
    List<Object> answers = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (String answer : record.texts("answers")) {
      answers.add(Map.of("data", answer));
      String ip = Addresses.ip(answer);
      if (ip != null) {
        addresses.add(ip);
      }
    }
    draft.put("dns.answers", answers);
    draft.put("dns.resolved_ip", addresses);
    String code = record.text("rcode_name");
    if (code != null) {
      draft.outcome(code.equals("NOERROR"));
    }
  }

  private static void http(Event record, Draft draft) {
    draft.category("network", "web").type("connection", "protocol").action("http_request");
    draft.put("network.protocol", "http");
    draft.put("http.request.method", record.text("method"));
    draft.put("http.version", record.text("version"));
    Long status = number(record, "status_code");
    draft.put("http.response.status_code", status);
    if (status != null) {
      draft.outcome(status < 400);
    }
    draft.put("http.request.body.bytes", number(record, "request_body_len"));
    draft.put("http.response.body.bytes", number(record, "response_body_len"));
    draft.putDecoded("http.request.referrer", record.text("referrer"));
    draft.putDecoded("user_agent.original", record.text("user_agent"));
    draft.put("user.name", record.text("username"));
    draft.put("url.domain", record.text("host"));
    String uri = record.text("uri");
    if (uri != null) {
      String masked = Secrets.mask(uri);
      int query = masked.indexOf('?');
      String path = query < 0 ? masked : masked.substring(0, query);
      draft.put("url.original", masked);
      draft.put("url.path", path);
      draft.put("url.query", query < 0 ? null : masked.substring(query + 1));
      String decoded = Escapes.percent(path, false);
      if (query >= 0) {
        decoded += "?" + Escapes.percent(masked.substring(query + 1), true);
      }
      draft.putDecoded("url.decoded", decoded);
    }
  }

  private static void tls(Event record, Draft draft) {
    draft.category("network").type("connection", "protocol").action("tls_handshake");
    draft.put("network.protocol", "tls");
    String version = record.text("version");
    if (version != null && version.length() > 4 && version.startsWith("TLSv")) {
      String digits = version.substring(4);
      draft.put(
          "tls.version",
          digits.length() == 2 ? digits.charAt(0) + "." + digits.charAt(1) : digits + ".0");
      draft.put("tls.version_protocol", "tls");
    }
    draft.put("tls.cipher", record.text("cipher"));
    draft.put("tls.client.server_name", record.text("server_name"));
    draft.put("destination.domain", record.text("server_name"));
    draft.put("tls.established", record.get("established"));
    draft.put("tls.resumed", record.get("resumed"));
    draft.put("tls.server.issuer", record.text("issuer"));
    draft.put("tls.server.subject", record.text("subject"));
    draft.put("tls.client.ja3", record.text("ja3"));
    draft.put("tls.server.ja3s", record.text("ja3s"));
    if (record.get("established") instanceof Boolean established) {
      draft.outcome(established);
    }
  }

  private static void ssh(Event record, Draft draft) {
    draft.category("network").type("connection", "protocol").action("ssh_connection");
    draft.put("network.protocol", "ssh");
    if (record.get("auth_success") instanceof Boolean success) {
      draft.outcome(success);
    }
  }

  private static void file(Event record, Draft draft) {
    draft.category("network", "file").type("info").action("file_transfer");
    List<String> senders = record.texts("tx_hosts");
    List<String> receivers = record.texts("rx_hosts");
    if (!senders.isEmpty() && record.get("id.orig_h") == null) {
      draft.endpoint("source", senders.get(0));
    }
    if (!receivers.isEmpty() && record.get("id.resp_h") == null) {
      draft.endpoint("destination", receivers.get(0));
    }
    String protocol = record.text("source");
    draft.put("network.protocol", protocol == null ? null : protocol.toLowerCase(Locale.ROOT));
    draft.put("file.name", record.text("filename"));
    draft.put("file.mime_type", record.text("mime_type"));
    draft.put("file.size", number(record, "total_bytes", "seen_bytes"));
    draft.put("file.hash.md5", record.text("md5"));
    draft.put("file.hash.sha1", record.text("sha1"));
    draft.put("file.hash.sha256", record.text("sha256"));
  }

  private static void notice(Event record, Draft draft) {
    draft.category("intrusion_detection").type("info").action("zeek_notice");
    draft.put("event.code", record.text("note"));
    draft.putDecoded("message", record.text("msg"));
    if (record.get("id.orig_h") == null) {
      draft.endpoint("source", record.text("src"));
      draft.endpoint("destination", record.text("dst"));
    }
  }

  private static Long number(Event record, String... names) {
    for (String name : names) {
      Object value = record.get(name);
      if (value instanceof Long whole) {
        return whole;
      }
      if (value instanceof Double real) {
        return real.longValue();
      }
    }
    return null;
  }

  private static Long nanoseconds(Object seconds) {
    if (seconds instanceof Double real) {
      return (long) (real * 1e9);
    }
    return seconds instanceof Long whole ? (Long) (whole * 1_000_000_000L) : null;
  }
}
