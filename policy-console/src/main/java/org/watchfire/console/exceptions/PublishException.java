package org.watchfire.console.exceptions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.CanonicalJson;

/**
 * Putting an exception in force ({@code exception.publish}): a shift lead asks, the security
 * officer agrees. Who agrees sees what it would have hidden: target is a preview that has been
 * made.
 */
final class PublishException implements ApprovedAction {
  private final ExceptionStore store;
  private final RulesInForce rules;
  private final AuditTrail trail;
  private final Clock clock;

  PublishException(ExceptionStore store, RulesInForce rules, AuditTrail trail, Clock clock) {
    this.store = store;
    this.rules = rules;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "exception.publish";
  }

  @Override
  public String requires() {
    return "exception:request";
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.SEC_ADMIN));
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    if (!parameters.isEmpty()) {
      throw Refusal.invalid("the preview says everything; there are no parameters");
    }
    ExceptionStore.Made made = made(transaction, target);
    Wish wish = made.wish();
    requireTime(wish, clock.instant());
    if (store.published(transaction, target).isPresent()) {
      throw new Refusal(409, "state", "this exception was published already");
    }
    List<Change> impact = new ArrayList<>();
    impact.add(new Change("title", "", wish.title()));
    wish.rules()
        .forEach(
            id ->
                impact.add(
                    new Change(
                        "rule",
                        "",
                        id + " " + rules.detection(id).map(d -> d.header().titleZh()).orElse(""))));
    wish.conditions().forEach(c -> impact.add(new Change("hides", "", c.sigma())));
    impact.add(new Change("owner", "", wish.owner()));
    impact.add(new Change("reason", "", wish.reason()));
    impact.add(new Change("expires", "", wish.expires()));
    JsonNode result = made.result();
    impact.add(
        new Change(
            "alerts since " + result.path("since").asText(),
            result.path("hidden").asLong() + result.path("remaining").asLong() + "",
            result.path("remaining").asText()));
    result
        .path("warnings")
        .forEach(w -> impact.add(new Change("warning", "", w.path("zh").asText())));
    byte[] canonical =
        CanonicalJson.bytes(
            Map.of(
                "preview",
                target,
                "content",
                made.content(),
                "result",
                new String(StrictJson.write(result), UTF_8)));
    return new ApprovalContent(
        canonical,
        "启用例外“" + wish.title() + "”，至 " + wish.expires(),
        "put the exception “" + wish.title() + "” in force until " + wish.expires(),
        impact,
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    Wish wish = made(transaction, approved.target()).wish();
    requireTime(wish, clock.instant());
    String id = approved.target();
    String yaml = wish.yaml(id, rules.source(wish), approved.id());
    rules.with(yaml);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("yaml", yaml);
    body.put("title", wish.title());
    body.put("rules", wish.rules());
    body.put("owner", wish.owner());
    body.put("reason", wish.reason());
    body.put("expires", wish.expires());
    body.put("approval", approved.id());
    store.publish(transaction, id, 0, false, body, approved.by().username());
    trail.write(
        transaction,
        approved.by(),
        Act.done(
            "exception.publish",
            Kind.CONFIGURE,
            id,
            wish.title() + ", until " + wish.expires() + "; " + approved.words()));
  }

  private ExceptionStore.Made made(Handle handle, String id) {
    return store
        .preview(handle, id)
        .orElseThrow(
            () -> new Refusal(422, "preview", "target names a preview that has been made"));
  }

  static void requireTime(Wish wish, Instant now) {
    if (!wish.end().isAfter(now) || wish.end().isAfter(now.plus(Wish.LONGEST))) {
      throw new Refusal(
          422,
          "exception",
          "an exception ends within " + Wish.LONGEST.toDays() + " days, and not in the past");
    }
  }
}
