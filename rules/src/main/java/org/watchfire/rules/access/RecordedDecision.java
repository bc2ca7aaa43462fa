package org.watchfire.rules.access;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.rules.access.AccessPolicyException.Problem;
import org.watchfire.rules.directory.Selector;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * A decision as it was recorded when it was made, one JSON object: {@code
 * {"person","asset","target","action","at","purpose","source_ip","mfa_age","case","allowed"}}; all
 * but {@code asset}, {@code action} and {@code allowed} may be absent.
 *
 * @param person id, empty when nobody answered for the account
 */
public record RecordedDecision(
    String person,
    String asset,
    Selector target,
    AccessAction action,
    AccessContext context,
    boolean allowed) {
  private static final int MAX = 2_000;

  /**
   * @throws AccessPolicyException when it does not have that form
   */
  public static RecordedDecision read(byte[] json) throws AccessPolicyException {
    List<Problem> problems = new ArrayList<>();
    RecordedDecision read;
    try {
      PolicyNode node = new PolicyNode("", Json.parseObject(json), problems);
      read = read(node);
      node.end();
    } catch (JsonFormatException e) {
      throw new AccessPolicyException(List.of(new Problem("", e.getMessage())));
    }
    if (!problems.isEmpty()) {
      throw new AccessPolicyException(problems);
    }
    return read;
  }

  private static RecordedDecision read(PolicyNode node) {
    if (!node.has("action")) {
      node.problem("action", "must be given");
    }
    if (!node.has("allowed")) {
      node.problem("allowed", "must be given");
    }
    String purpose = node.text("purpose", MAX, "");
    String caseId = node.text("case", MAX, "");
    AccessContext context =
        new AccessContext(
            node.read("at", t -> parsed(t, Instant::parse), "a time in UTC", null),
            purpose.isEmpty() ? null : purpose,
            node.read(
                "source_ip",
                t -> IpNetwork.parse(t).filter(n -> t.indexOf('/') < 0).map(n -> t),
                "an IP address",
                null),
            node.read(
                "mfa_age",
                t -> parsed(t, Duration::parse).filter(d -> !d.isNegative()),
                "a duration such as PT5M",
                null),
            caseId.isEmpty() ? null : caseId);
    return new RecordedDecision(
        node.text("person", MAX, ""),
        node.text("asset", MAX, null),
        node.read("target", Selector::parse, "a selector", null),
        node.read("action", AccessAction::of, "an action", AccessAction.READ),
        context,
        node.flag("allowed"));
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> form) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException notThat) {
      return Optional.empty();
    }
  }
}
