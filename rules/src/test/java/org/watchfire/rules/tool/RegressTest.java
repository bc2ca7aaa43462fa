package org.watchfire.rules.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegressTest {
  private static final String SHELL = "11111111-1111-4111-8111-111111111111";

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectories(temp.resolve("regression_data/rules/x"));
  }

  private void info(String id, String more) throws IOException {
    Files.writeString(
        folder.resolve("info.yml"),
        "rule_metadata:\n  - id: "
            + id
            + "\n    title: t\nregression_tests_info:\n  - name: n\n    type: evtx\n"
            + "    path: regression_data/rules/x/r.evtx\n"
            + more);
  }

  private Regress.Case run() throws IOException {
    List<Regress.Case> cases =
        Regress.run(ToolRules.check(ToolRules.SHELL).rules(), List.of(temp)).cases();
    assertThat(cases).hasSize(1);
    return cases.get(0);
  }

  private void events(String json) throws IOException {
    Files.writeString(folder.resolve("r.json"), json);
  }

  @Test
  void matchCountIsTheLeast() throws IOException {
    events("{\n \"cmd\": \"zsh\"\n}\n{\n \"cmd\": \"bash\"\n}\n{}");
    info(SHELL, "    match_count: 2\n");
    assertThat(run().outcome()).isEqualTo(Regress.Outcome.PASSED);
    info(SHELL, "");
    assertThat(run().outcome()).isEqualTo(Regress.Outcome.PASSED);
    info(SHELL, "    match_count: 3\n");
    assertThat(run().text())
        .isEqualTo(
            "failed "
                + folder
                + "/info.yml: rule "
                + SHELL
                + ": matches 2 events, expected at least 3");
    info(SHELL, "    match_count: 0\n");
    assertThat(run().outcome()).isEqualTo(Regress.Outcome.PASSED);
  }

  @Test
  void withoutACountOneMatchIsExpected() throws IOException {
    events("{\"cmd\":\"zsh\",\"user\":\"root\"}");
    info(SHELL, "");
    assertThat(run().reason()).isEqualTo("matches 0 events, expected at least 1");
  }

  @Test
  void aCaseWithoutJsonIsSkipped() throws IOException {
    info(SHELL, "");
    assertThat(run().text()).startsWith("skipped ").endsWith("regression_data/rules/x/r.evtx'");
  }

  @Test
  void whatCannotBeRunFails() throws IOException {
    events("{\"cmd\":\"zsh\"");
    info(SHELL, "");
    assertThat(run().reason()).contains("r.json: event 0: the input ends inside a value");
    events("{}");
    info("55555555-5555-4555-8555-555555555555", "");
    assertThat(run().reason()).isEqualTo("is not among the compiled rules");
    Files.writeString(folder.resolve("info.yml"), "a: [");
    assertThat(run().reason()).startsWith("line ").contains("not YAML");
  }
}
