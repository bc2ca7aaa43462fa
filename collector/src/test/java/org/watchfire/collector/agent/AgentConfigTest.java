package org.watchfire.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.config.YamlConfig;

class AgentConfigTest {

  private static final Path SHIPPED = Path.of("src/main/config/agent.yaml");

  @TempDir Path tmp;

  private AgentConfig load(String... lines) throws Exception {
    Path file = tmp.resolve("agent.yaml");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return YamlConfig.load(file, AgentConfig.class);
  }

  private AgentConfig withInput(String... lines) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "id: a",
                "data-dir: d",
                "kafka: {bootstrap-servers: '127.0.0.1:1'}",
                "mac-key-file: k",
                "inputs:"));
    all.addAll(List.of(lines));
    return load(all.toArray(new String[0]));
  }

  @Test
  void theFileThatShipsLoads() {
    AgentConfig c = YamlConfig.load(SHIPPED, AgentConfig.class);
    assertThat(c.inputs()).hasSize(3);
    assertThat(c.inputs().get(0).staticFields())
        .containsEntry("gov.org_unit", "民政局")
        .containsEntry("labels.building", "3");
    assertThat(c.spoolConfig().quotaBytes()).isEqualTo(1L << 30);
    assertThat(c.heartbeat()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theFileThatShipsNamesEveryKey() throws Exception {
    String text = Files.readString(SHIPPED);
    for (Class<?> type :
        List.of(
            AgentConfig.class,
            AgentConfig.SpoolSection.class,
            InputConfig.class,
            KafkaClientConfig.class)) {
      for (RecordComponent c : type.getRecordComponents()) {
        String key = c.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        assertThat(text).as(key).containsPattern("(?m)^[ -]*" + key + ":");
      }
    }
  }

  @Test
  void takesDefaults() throws Exception {
    AgentConfig c = withInput("  - {type: file, source: sshd, paths: [/var/log/auth.log]}");
    assertThat(c.topic()).isEqualTo("wf.events");
    assertThat(c.inspection()).isTrue();
    assertThat(c.hostName()).isNotEmpty();
    assertThat(c.inputs().get(0).id()).isEqualTo("file:sshd:/var/log/auth.log");
  }

  @Test
  void namesFileLineAndExpectation() {
    assertThatThrownBy(() -> withInput("  - {type: file, source: sshd, pathes: [/x]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("agent.yaml:6")
        .hasMessageContaining("pathes");
    assertThatThrownBy(() -> withInput("  - {type: file, source: sshd}"))
        .hasMessageContaining("needs paths");
    assertThatThrownBy(() -> withInput("  - {type: file, source: sshd, paths: [a.log]}"))
        .hasMessageContaining("must be absolute");
    assertThatThrownBy(
            () -> withInput("  - {type: file, source: sshd, paths: [/a], timezone: Mars/One}"))
        .hasMessageContaining("timezone 'Mars/One' is unknown");
    assertThatThrownBy(
            () -> withInput("  - {type: file, source: sshd, paths: [/a], fields: {user.name: x}}"))
        .hasMessageContaining("must begin with gov. or labels.");
    assertThatThrownBy(
            () ->
                withInput(
                    "  - {type: file, source: sshd, paths: [/a]}",
                    "  - {type: file, source: sshd, paths: [/a]}"))
        .hasMessageContaining("two inputs have the id");
  }

  @Test
  void listensBeyondLoopbackOnlyWithTlsOrWhenToldSo() throws Exception {
    assertThatThrownBy(() -> withInput("  - {type: tcp, source: syslog, listen: '0.0.0.0:6514'}"))
        .hasMessageContaining("needs tls-cert-file");
    assertThatThrownBy(() -> withInput("  - {type: udp, source: syslog, listen: '0.0.0.0:514'}"))
        .hasMessageContaining("allow-plaintext: true");
    assertThat(
            withInput(
                    "  - {type: udp, source: syslog, listen: '0.0.0.0:514', allow-plaintext: true}")
                .inputs())
        .hasSize(1);
    assertThat(withInput("  - {type: tcp, source: syslog, listen: ':6514'}").inputs()).hasSize(1);
  }

  @Test
  void endsWithTwoForWrongUsageAndConfiguration() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertThat(Agent.run(new String[] {"--wrong"}, out)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: Agent --config FILE");
    Path file = tmp.resolve("bad.yaml");
    Files.writeString(file, "idd: x\n");
    assertThat(Agent.run(new String[] {"--config", file.toString()}, out)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("bad.yaml:1");
  }

  @Test
  void jvmOptionsAreOnePerLine() throws Exception {
    assertThat(Files.readAllLines(Path.of("src/main/config/jvm.options")))
        .allMatch(l -> l.startsWith("#") || l.matches("-\\S+"))
        .contains("-Xmx40m", "-XX:+UseSerialGC");
  }
}
