package org.watchfire.rules.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.match.RuleSet;

class DetectRunTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> problems = new ArrayList<>();

  private DetectRun run(String... rules) {
    RuleSet set = ToolRules.check(rules).rules();
    return new DetectRun(set, out, (file, event, why) -> problems.add(file + " " + event));
  }

  private String[] lines() {
    return out.toString(UTF_8).split("\n");
  }

  @Test
  void writesALineForEachMatchInOrder() throws IOException {
    DetectRun run = run(ToolRules.SHELL, ToolRules.SHELL.replace("1111-4111", "2222-4111"));
    run.file(
        "ä\"b.json",
        ToolRules.events(
            "{\"cmd\":\"zsh\"}\n{\"cmd\":\"bash\",\"user\":\"root\"}\n{\"cmd\":\"bash\"}"));
    run.file("c", ToolRules.events("[{\"cmd\":\"BASH -i\"}]"));

    String rest = "\",\"title\":\"Shell \\\"x\\\"\",\"level\":\"high\"}";
    String first = ",\"rule\":\"11111111-1111-4111-8111-111111111111" + rest;
    String second = ",\"rule\":\"11111111-2222-4111-8111-111111111111" + rest;
    assertThat(lines()[0]).isEqualTo("{\"file\":\"ä\\\"b.json\",\"event\":0" + first);
    assertThat(lines()).hasSize(6);
    assertThat(lines()[2]).isEqualTo("{\"file\":\"ä\\\"b.json\",\"event\":2" + first);
    assertThat(lines()[5]).isEqualTo("{\"file\":\"c\",\"event\":0" + second);
    assertThat(run.summary().events()).isEqualTo(4);
    assertThat(run.summary().matches()).isEqualTo(6);
  }

  @Test
  void countsWhatIsNotAnEventAndGoesOn() throws IOException {
    DetectRun run = run(ToolRules.SHELL);
    run.file("f", ToolRules.events("{\"cmd\":tru}\nx\n{\"cmd\":\"zsh\"}"));
    assertThat(problems).containsExactly("f 0", "f 1");
    assertThat(lines()).singleElement().asString().startsWith("{\"file\":\"f\",\"event\":2,");
    assertThat(run.summary().bad()).isEqualTo(2);
    assertThat(run.summary().events()).isEqualTo(1);
  }

  @Test
  void correlationsFollowTheMatchesOfTheFileInEventTime() throws IOException {
    DetectRun run = run(ToolRules.FAILED, ToolRules.SHELL);
    String failed =
        "{\"@timestamp\":\"2026-01-01T00:00:%sZ\",\"outcome\":\"failure\",\"user\":\"%s\"}\n";
    run.file(
        "f",
        ToolRules.events(
            String.format(failed, "30", "li")
                + String.format(failed, "20", "wu")
                + String.format(failed, "10", "li")
                + "{\"outcome\":\"failure\",\"user\":\"li\"}\n"
                + "{\"cmd\":\"zsh\"}"));

    assertThat(lines()).hasSize(2);
    assertThat(lines()[0]).startsWith("{\"file\":\"f\",\"event\":4,");
    assertThat(lines()[1])
        .isEqualTo(
            "{\"file\":\"f\",\"event\":0,\"rule\":\"33333333-3333-4333-8333-333333333333\","
                + "\"title\":\"Many failed logons\",\"level\":\"critical\","
                + "\"group\":{\"user\":\"li\"},\"evidence\":[2,0],"
                + "\"from\":\"2026-01-01T00:00:10Z\",\"to\":\"2026-01-01T00:00:30Z\"}");
    DetectRun.Summary s = run.summary();
    assertThat(s.correlations()).isEqualTo(1);
    assertThat(s.timeless()).isEqualTo(1);
    assertThat(s.byRule())
        .containsExactly(
            entry("11111111-1111-4111-8111-111111111111", 1L),
            entry("33333333-3333-4333-8333-333333333333", 1L));
  }

  @Test
  void whatAnExceptionCoversIsCountedAndNotWritten() throws IOException {
    String filter =
        """
        title: Backup job
        id: 66666666-6666-4666-8666-666666666666
        logsource: {product: linux, service: sshd}
        filter:
          rules: [shell]
          known: {host: backup}
          condition: not known
        """;
    DetectRun run = run(ToolRules.SHELL, filter);
    run.file("f", ToolRules.events("{\"cmd\":\"zsh\",\"host\":\"backup\"}{\"cmd\":\"zsh\"}"));
    assertThat(lines()).singleElement().asString().startsWith("{\"file\":\"f\",\"event\":1,");
    assertThat(run.summary().suppressed()).isEqualTo(1);
    assertThat(run.summary().matches()).isEqualTo(1);
  }
}
