package org.watchfire.rules.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.RuleSource;

class RoutingTest {
  private static Routing parse(String text) {
    return Routing.parse(new RuleSource("f", text));
  }

  private static LogSource source(String product, String category, String service) {
    return new LogSource(product, category, service);
  }

  /** Whether an event belongs to a log source, and under which name it has the field Image. */
  private static List<String> ways(Routing routing, LogSource source, String json) {
    List<String> out = new ArrayList<>();
    try {
      FieldView view = new FieldView(RawEvent.decode(json.getBytes()), java.time.ZoneOffset.UTC);
      for (Route route : routing.routes(source)) {
        if (Evaluation.holds(route.when(), view)) {
          out.add(route.field("Image"));
        }
      }
    } catch (EventFormatException e) {
      throw new IllegalArgumentException(json, e);
    }
    return out;
  }

  private static final Routing ROWS =
      parse(
          """
          - {product: windows, category: process_creation, when: {Channel: Sysmon, EventID: 1}}
          - product: windows
            category: process_creation
            when: {Channel: Security, EventID: 4688}
            fields: {Image: NewProcessName}
          - {product: windows, service: sysmon, when: {Channel: Sysmon}}
          - {product: windows, service: security, when: {Channel: Security}}
          - {category: webserver, when: {event.dataset: [nginx.access, 'apache.*']}}
          """);

  @Test
  void severalRowsWithTheSameAttributesAreAlternatives() {
    LogSource created = source("windows", "process_creation", "");
    assertThat(ways(ROWS, created, "{\"Channel\":\"sysmon\",\"EventID\":1}"))
        .containsExactly("Image");
    assertThat(ways(ROWS, created, "{\"Channel\":\"Security\",\"EventID\":4688}"))
        .containsExactly("NewProcessName");
    assertThat(ways(ROWS, created, "{\"Channel\":\"Security\",\"EventID\":1}")).isEmpty();
  }

  @Test
  void rowsWithDifferentAttributesMustBothHold() {
    LogSource both = source("windows", "process_creation", "security");
    assertThat(ways(ROWS, both, "{\"Channel\":\"Security\",\"EventID\":4688}"))
        .containsExactly("NewProcessName");
    assertThat(ways(ROWS, both, "{\"Channel\":\"Sysmon\",\"EventID\":1}")).isEmpty();
    assertThat(ways(ROWS, both, "{\"Channel\":\"Security\",\"EventID\":1}")).isEmpty();
  }

  @Test
  void aLogSourceThatSaysLessMeansAllRowsThatSayMore() {
    LogSource any = source("windows", "", "");
    assertThat(ways(ROWS, any, "{\"Channel\":\"Sysmon\",\"EventID\":9}")).containsExactly("Image");
    assertThat(ways(ROWS, any, "{\"Channel\":\"Security\",\"EventID\":4688}"))
        .containsExactlyInAnyOrder("Image", "NewProcessName");
    assertThat(ways(ROWS, any, "{\"event\":{\"dataset\":\"nginx.access\"}}")).isEmpty();
    // Sysmon's EventID 1 is part of Sysmon under the same names.
    // Rows under the same names are one way.
    assertThat(ROWS.routes(any)).hasSize(2);
    assertThat(ROWS.routes(source("", "process_creation", ""))).hasSize(2);
    assertThat(ROWS.routes(source("linux", "", ""))).isEmpty();
  }

  @Test
  void attributesThatNoRowNamesDoNotMatter() {
    assertThat(
            ways(
                ROWS,
                source("apache", "webserver", "x"),
                "{\"event\":{\"dataset\":\"apache.access\"}}"))
        .containsExactly("Image");
  }

  @Test
  void equalConditionsAreTheSameObject() {
    Routing routing =
        parse(
            """
            - {product: a, service: x, when: {b: c}}
            - {product: a, category: y, when: {d: e}}
            - {product: z, when: {b: c}, fields: {Image: exe}}
            """);
    Route first = routing.routes(source("a", "", "x")).get(0);
    assertThat(routing.routes(source("z", "", "")).get(0).when()).isSameAs(first.when());
    Route both = routing.routes(source("a", "y", "x")).get(0);
    assertThat(routing.routes(source("a", "y", "x")).get(0).when()).isSameAs(both.when());
  }

  @Test
  void rulesAreWrittenInEitherSetOfNames() {
    Routing routing =
        parse(
            "- {product: linux, when: {event.module: auditd}, fields: {Image:"
                + " process.executable}}");
    List<RuleSource> rules =
        List.of(rule("a", "Image|endswith: /nc"), rule("b", "process.executable: /bin/nc"));
    RuleSet set = RuleSet.compile(rules, routing);
    assertThat(
            set.match(
                Detecting.event(
                    "{\"event\":{\"module\":\"auditd\"},\"process\":{\"executable\":\"/bin/nc\"}}")))
        .extracting(m -> m.rule().header().id())
        .containsExactly("a", "b");
  }

  private static RuleSource rule(String id, String item) {
    return new RuleSource(
        id,
        "title: T\nid: "
            + id
            + "\nlogsource: {product: linux}\ndetection:\n  sel: {\""
            + item.replace(": ", "\": ")
            + "}\n  condition: sel\n");
  }

  private static final Routing SIGMA =
      parse(
          """
          title: test
          order: 20
          backends: [x]
          logsources:
            created:
              product: windows
              category: process_creation
              conditions: {EventID: [4688, 4689]}
              rewrite: {product: windows, service: security}
              fieldmappings: {Image: Process}
            security:
              product: windows
              service: security
              sources: ['WinEventLog:Security']
              fieldmappings: {Process: NewProcessName, User: SubjectUserName}
            apache:
              category: webserver
              sources: ['File:/var/log/apache*/*.log', 'File:/srv/?.log']
          """);

  @Test
  void readsSigmaConfigurations() {
    LogSource created = source("windows", "process_creation", "");
    assertThat(ways(SIGMA, created, "{\"Channel\":\"security\",\"EventID\":4689}"))
        .containsExactly("NewProcessName");
    assertThat(SIGMA.routes(created).get(0).fields())
        .isEqualTo(
            Map.of(
                "Image", "NewProcessName",
                "Process", "NewProcessName",
                "User", "SubjectUserName"));
    assertThat(ways(SIGMA, created, "{\"Channel\":\"System\",\"EventID\":4689}")).isEmpty();
    assertThat(ways(SIGMA, source("windows", "", "security"), "{\"Channel\":\"Security\"}"))
        .containsExactly("Image");
    LogSource web = source("", "webserver", "");
    assertThat(ways(SIGMA, web, "{\"log\":{\"file\":{\"path\":\"/var/log/apache2/a.log\"}}}"))
        .hasSize(1);
    assertThat(ways(SIGMA, web, "{\"log\":{\"file\":{\"path\":\"/srv/a.log\"}}}")).hasSize(1);
    assertThat(ways(SIGMA, web, "{\"log\":{\"file\":{\"path\":\"/srv/ab.log\"}}}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: 1                                                                     | f:1: expected a list of rows or a mapping with 'logsources'
          logsources: {}                                                           | f:1: 'logsources' must be a mapping of named entries
          logsources: {a: {product: x}}                                            | f:1: 'a' has none of conditions, sources, rewrite
          logsources: {a: {conditions: {b: c}}}                                    | f:1: 'a' names none of product, category, service
          logsources: {a: {product: x, index: y}}                                  | f:1: unknown key 'index'
          logsources: {a: {product: x, sources: ['Syslog:x']}}                     | f:1: a source must be WinEventLog:<channel> or File:<glob>
          logsources: {a: {product: x, rewrite: {product: y}}}                     | f:1: no entry is about y/*/* of 'rewrite'
          logsources: {a: {product: x, rewrite: {product: x}}}                     | f:1: 'rewrite' leads back to where it began
          logsources: {a: {product: x, conditions: {b: {}}}}                       | f:1: a value of 'b' must be text
          '- {product: x, when: {a: b}, fields: [c]}'                              | f:1: 'fields' must map field names to field names
          """)
  void saysWhereAFileIsWrong(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** Every log source that public Sigma rules name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//apache //netflow //nginx /antivirus/ /database/ /dns/ /firewall/ /proxy/ /webserver/",
        "aws//cloudtrail azure//activitylogs azure//auditlogs azure//pim azure//riskdetection",
        "azure//signinlogs bitbucket//audit cisco//aaa cisco//bgp cisco//duo cisco//ldp",
        "cisco//syslog django/application/ fortigate//event fortios//sslvpnd gcp//gcp.audit",
        "gcp//google_workspace.admin gcp//google_workspace.login github//audit huawei//bgp",
        "juniper//bgp jvm/application/ kubernetes//audit kubernetes/application/audit linux//",
        "linux//auditd linux//auth linux//clamav linux//cron linux//guacamole linux//sshd",
        "linux//sudo linux//syslog linux//vsftpd linux/file_event/ linux/network_connection/",
        "linux/process_creation/ m365//audit m365//exchange m365//threat_detection",
        "m365//threat_management macos/file_event/ macos/process_creation/ nodejs/application/",
        "okta//okta onelogin//onelogin.events opencanary/application/",
        "paloalto/appliance/globalprotect paloalto/file_event/globalprotect python/application/",
        "qualys// rpc_firewall/application/ ruby_on_rails/application/ spring/application/",
        "sql/application/ velocity/application/ windows// windows//application",
        "windows//applocker windows//appmodel-runtime windows//appxdeployment-server",
        "windows//appxpackaging-om windows//bits-client windows//capi2",
        "windows//certificateservicesclient-lifecycle-system windows//codeintegrity-operational",
        "windows//diagnosis-scripted windows//dns-client windows//dns-server",
        "windows//dns-server-analytic windows//driver-framework windows//firewall-as",
        "windows//iis-configuration windows//ldap windows//lsa-server",
        "windows//microsoft-servicebus-client windows//msexchange-management windows//ntlm",
        "windows//openssh windows//powershell-classic windows//printservice-admin",
        "windows//printservice-operational windows//security windows//security-mitigations",
        "windows//shell-core windows//smbclient-connectivity windows//smbclient-security",
        "windows//smbserver-connectivity windows//sysmon windows//system windows//taskscheduler",
        "windows//terminalservices-localsessionmanager windows//windefend windows//wmi",
        "windows/create_remote_thread/ windows/create_stream_hash/ windows/dns_query/",
        "windows/driver_load/ windows/file_access/ windows/file_change/ windows/file_delete/",
        "windows/file_event/ windows/file_executable_detected/ windows/file_rename/",
        "windows/image_load/ windows/network_connection/ windows/pipe_created/",
        "windows/process_access/ windows/process_creation/ windows/process_tampering/",
        "windows/ps_classic_provider_start/ windows/ps_classic_start/ windows/ps_module/",
        "windows/ps_script/ windows/raw_access_thread/ windows/registry_add/",
        "windows/registry_delete/ windows/registry_event/ windows/registry_set/",
        "windows/sysmon_error/ windows/sysmon_status/ windows/wmi_event/ zeek//dce_rpc zeek//dns",
        "zeek//http zeek//kerberos zeek//rdp zeek//smb_files zeek//x509"
      })
  void theBuiltInRoutingKnows(String sources) throws IOException {
    Routing routing = RuleFiles.builtIn().routing();
    for (String text : sources.split(" ")) {
      String[] s = text.split("/", -1);
      assertThat(routing.routes(source(s[0], s[1], s[2]))).as(text).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          linux/process_creation/ | ProcessCreated | CommandLine       | {"event":{"dataset":"auditd.log","category":["process"],"action":"process_started"}} | process.command_line
          linux/process_creation/ | Sysmon         | CommandLine       | {"Channel":"Linux-Sysmon/Operational","EventID":1}                                    | CommandLine
          linux//auditd           | Record         | a0                | {"event":{"dataset":"auditd.log"}}                                                    | auditd.log.a0
          linux//auditd           | Raw            | a0                | {"type":"EXECVE"}                                                                     | a0
          /webserver/             | Access         | cs-uri-stem       | {"event":{"dataset":"nginx.access"}}                                                  | url.path
          /dns/                   | Zeek           | query             | {"event":{"dataset":"zeek.dns"}}                                                      | dns.question.name
          zeek//http              | Zeek           | user_agent        | {"event":{"dataset":"zeek.http"}}                                                     | zeek.http.user_agent
          zeek//smb_files         | Raw            | path              | {"_path":"smb_files"}                                                                 | path
          /firewall/              | Zeek           | dst_port          | {"event":{"dataset":"zeek.conn"}}                                                     | destination.port
          windows/process_creation/ | Winlogbeat   | Image             | {"winlog":{"channel":"Security","event_id":4688}}                                     | NewProcessName
          windows/registry_set/   | Xml            | TargetObject      | {"Event":{"System":{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":13}}}  | TargetObject
          /antivirus/             | Defender       | Signature         | {"Channel":"Microsoft-Windows-Windows Defender/Operational","EventID":1116}           | ThreatName
          aws//cloudtrail         | Raw            | eventName         | {"eventSource":"iam.amazonaws.com","eventName":"x"}                                   | eventName
          """)
  void theBuiltInRoutingNamesFields(
      String source, String what, String field, String json, String expected)
      throws IOException, EventFormatException {
    String[] s = source.split("/", -1);
    FieldView view = new FieldView(RawEvent.decode(json.getBytes()), java.time.ZoneOffset.UTC);
    assertThat(RuleFiles.builtIn().routing().routes(source(s[0], s[1], s[2])))
        .filteredOn(r -> Evaluation.holds(r.when(), view))
        .extracting(r -> r.field(field))
        .as(what)
        .containsExactly(expected);
  }
}
