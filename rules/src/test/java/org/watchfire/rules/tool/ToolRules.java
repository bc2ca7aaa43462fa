package org.watchfire.rules.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.sigma.RuleSource;

/** Rules that the tests of this package share. */
final class ToolRules {
  static final String SHELL =
      """
      title: Shell "x"
      id: 11111111-1111-4111-8111-111111111111
      name: shell
      level: high
      tags: [attack.execution, attack.t1059.004]
      logsource: {product: linux, service: sshd}
      detection:
        sel:
          cmd|contains: [bash, zsh]
        filter: {user: root}
        condition: sel and not filter
      """;

  static final String FAILED =
      """
      title: Failed logon
      id: 22222222-2222-4222-8222-222222222222
      name: failed
      logsource: {product: linux, service: sshd}
      detection:
        sel: {outcome: failure}
        condition: sel
      ---
      title: Many failed logons
      id: 33333333-3333-4333-8333-333333333333
      level: critical
      tags: [attack.credential-access, attack.t1110]
      correlation:
        type: event_count
        rules: [failed]
        group-by: [user]
        timespan: 1m
        condition: {gte: 2}
      """;

  static final String WAITING =
      """
      title: Placeholder
      id: 44444444-4444-4444-8444-444444444444
      logsource: {product: linux}
      detection:
        sel:
          user|expand: '%admins%'
        condition: sel
      """;

  static final String BROKEN =
      """
      title: Broken
      logsource: {product: linux}
      detection: {sel: {a: b}, condition: nothing}
      """;

  private ToolRules() {}

  static RuleFiles.Found found(String... texts) {
    List<RuleSource> sources = new ArrayList<>();
    for (String text : texts) {
      sources.add(new RuleSource("r" + sources.size() + ".yml", text));
    }
    return new RuleFiles.Found(sources, List.of());
  }

  static RulesCheck check(String... texts) {
    return RulesCheck.of(found(texts), CompileOptions.of(Routing.none()));
  }

  static JsonObjects events(String text) throws IOException {
    return JsonObjects.of(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
