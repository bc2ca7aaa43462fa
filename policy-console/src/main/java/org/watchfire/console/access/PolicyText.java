package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.AccessPolicyException.Problem;
import org.watchfire.rules.access.AccessPolicyReader;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.Condition;
import org.watchfire.store.query.QuerySyntaxException;

/** Reads policies that people write, with every problem in both languages. */
final class PolicyText {
  private static final String FORMAT = "watchfire-access-policies/1";

  private PolicyText() {}

  /**
   * One thing that is wrong.
   *
   * @param path such as {@code policies[3].conditions.purposes}
   */
  record Wrong(String path, String zh, String en) {}

  /** Never shown: it only carries problems to whoever answers. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Wrong> problems;

    private Unreadable(List<Wrong> problems) {
      super("policies with " + problems.size() + " problems");
      this.problems = problems;
    }

    List<Wrong> problems() {
      return problems;
    }
  }

  /**
   * The policies as a set of version 1: its hash is that of what they mean.
   *
   * @param policies a JSON list
   * @param levels ranks must be of this scheme
   */
  static AccessPolicySet read(JsonNode policies, LevelScheme levels) throws Unreadable {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("version", 1L);
    tree.put("scheme", levels.id());
    try {
      tree.put("policies", Json.parse(StrictJson.write(policies)));
      return AccessPolicyReader.ofDrafts(levels, PolicyText::rowFilterProblem).read(tree);
    } catch (JsonFormatException e) {
      throw new Unreadable(List.of(new Wrong("", "不是有效的 JSON", e.getMessage())));
    } catch (AccessPolicyException e) {
      throw new Unreadable(e.problems().stream().map(PolicyText::wrong).toList());
    }
  }

  /**
   * As {@link #read}.
   *
   * @throws Refusal 422 {@code policies} with {@code problems}
   */
  static AccessPolicySet require(JsonNode policies, LevelScheme levels) {
    if (policies == null || !policies.isArray()) {
      throw Refusal.invalid("policies expects a list of policies");
    }
    try {
      return read(policies, levels);
    } catch (Unreadable e) {
      throw new Refusal(422, "policies", "these policies cannot be read")
          .with("problems", e.problems());
    }
  }

  private static Wrong wrong(Problem problem) {
    return new Wrong(problem.path(), ProblemWords.zh(problem.reason()), problem.reason());
  }

  private static Optional<String> rowFilterProblem(String filter) {
    try {
      Condition.parse(Stream.EVENTS, filter);
      return Optional.empty();
    } catch (QuerySyntaxException e) {
      return Optional.of(e.getMessage());
    }
  }
}
