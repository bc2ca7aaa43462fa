package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.core.event.Event;

class ZeekSourceTest {
  private static final String ENDS =
      "\"id.orig_h\":\"10.1.0.5\",\"id.orig_p\":5353,\"id.resp_h\":\"203.0.113.9\",\"id.resp_p\":443,";

  private static String record(String log, String rest) {
    return "{\"_path\":\"" + log + "\",\"ts\":1773451830.25,\"uid\":\"C1\"," + ENDS + rest + "}";
  }

  @Test
  void readsConn() {
    expect(
        one(
            "zeek",
            record(
                "conn",
                "\"proto\":\"tcp\",\"service\":\"ssl\",\"duration\":1.5,\"orig_bytes\":10,\"resp_bytes\":20,\"orig_ip_bytes\":100,\"resp_ip_bytes\":200,\"orig_pkts\":3,\"resp_pkts\":4,\"conn_state\":\"SF\",\"local_orig\":true,\"local_resp\":false")),
        "event.dataset=zeek.conn",
        "event.module=zeek",
        "event.action=network_flow",
        "event.outcome=success",
        "@timestamp=2026-03-14T01:30:30.250Z",
        "source.ip=10.1.0.5",
        "source.port=5353",
        "destination.ip=203.0.113.9",
        "destination.port=443",
        "source.bytes=100",
        "destination.bytes=200",
        "network.bytes=300",
        "network.transport=tcp",
        "network.protocol=ssl",
        "network.direction=outbound",
        "event.duration=1500000000",
        "zeek.conn.conn_state=SF",
        "zeek.session_id=C1");
  }

  @Test
  void readsNestedConnectionEndsAndIsoTimes() {
    expect(
        one(
            "zeek",
            "{\"_path\":\"conn\",\"ts\":\"2026-03-14T01:30:30.25Z\",\"id\":{\"orig_h\":\"fe80::1%eth0\",\"orig_p\":1,\"resp_h\":\"10.0.0.1\",\"resp_p\":0},\"conn_state\":\"REJ\"}"),
        "source.ip=fe80::1",
        "destination.port!",
        "event.outcome=failure",
        "@timestamp=2026-03-14T01:30:30.250Z");
  }

  @Test
  void readsDns() {
    Event event =
        one(
            "zeek",
            record(
                "dns",
                "\"trans_id\":9,\"query\":\"a.example\",\"qclass_name\":\"C_INTERNET\",\"qtype_name\":\"TXT\",\"rcode_name\":\"NXDOMAIN\",\"answers\":[\"b.example\",\"192.0.2.1\"]"));
    expect(
        event,
        "event.action=dns_query",
        "dns.question.name=a.example",
        "dns.question.type=TXT",
        "dns.question.class=IN",
        "dns.response_code=NXDOMAIN",
        "dns.answers.data=b.example,192.0.2.1",
        "dns.resolved_ip=192.0.2.1",
        "dns.id=9",
        "event.outcome=failure");
  }

  @Test
  void readsHttp() {
    expect(
        one(
            "zeek",
            record(
                "http",
                "\"trans_depth\":1,\"method\":\"POST\",\"host\":\"pan.example\",\"uri\":\"/up%20load?token=abc\",\"user_agent\":\"curl\",\"request_body_len\":5000,\"status_code\":200,\"password\":\"pw\"")),
        "event.action=http_request",
        "url.domain=pan.example",
        "url.path=/up%20load",
        "url.query=token=***",
        "url.decoded=/up load?token=***",
        "http.request.method=POST",
        "http.request.body.bytes=5000",
        "http.response.status_code=200",
        "zeek.http.password=***",
        "zeek.http.uri=/up%20load?token=***");
  }

  @Test
  void readsSslSshFilesAndNotice() {
    expect(
        one(
            "zeek",
            record(
                "ssl",
                "\"version\":\"TLSv13\",\"cipher\":\"X\",\"server_name\":\"s.example\",\"established\":true")),
        "event.action=tls_handshake",
        "tls.version=1.3",
        "tls.client.server_name=s.example",
        "event.outcome=success");
    expect(
        one("zeek", record("ssh", "\"auth_success\":false,\"auth_attempts\":3")),
        "event.action=ssh_connection",
        "event.outcome=failure");
    expect(
        one(
            "zeek",
            "{\"_path\":\"files\",\"ts\":1,\"fuid\":\"F1\",\"tx_hosts\":[\"10.0.0.1\"],\"rx_hosts\":[\"10.0.0.2\"],\"source\":\"HTTP\",\"filename\":\"a.zip\",\"total_bytes\":77,\"sha256\":\"ab\"}"),
        "event.action=file_transfer",
        "source.ip=10.0.0.1",
        "destination.ip=10.0.0.2",
        "file.name=a.zip",
        "file.size=77",
        "file.hash.sha256=ab",
        "network.protocol=http",
        "tags=timestamp-invalid");
    expect(
        one("zeek", record("notice", "\"note\":\"Scan::Port_Scan\",\"msg\":\"m\"")),
        "event.code=Scan::Port_Scan");
  }

  @Test
  void keepsLogsItDoesNotKnow() {
    expect(
        one("zeek", record("kerberos", "\"client\":\"a\"")),
        "event.dataset=zeek.kerberos",
        "event.action=zeek_kerberos",
        "zeek.kerberos.client=a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"conn_state\":\"S0\"|zeek.conn",
        "\"qtype_name\":\"A\"|zeek.dns",
        "\"trans_depth\":1,\"method\":\"GET\"|zeek.http",
        "\"auth_attempts\":1|zeek.ssh",
        "\"cipher\":\"X\"|zeek.ssl",
        "\"fuid\":\"F\",\"source\":\"SSL\"|zeek.files"
      })
  void tellsLogsApartWithoutPath(String fields, String dataset) {
    expect(one("zeek", "{\"ts\":1773451830.25," + fields + "}"), "event.dataset=" + dataset);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "#fields ts uid|not-json",
        "{\"_path\":\"conn\",\"ts\":1|not-json",
        "[1]|not-json",
        "{\"_path\":\"conn\"}|invalid-fields",
        "{\"ts\":1}|invalid-fields",
        "{\"_path\":\"../x\",\"ts\":1}|invalid-fields",
        "{\"ts\":1,\"ts\":2}|not-json"
      })
  void saysWhenALineIsNone(String line, String reason) {
    assertThat(problem("zeek", line)).isEqualTo(reason);
  }
}
