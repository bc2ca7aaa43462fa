package org.watchfire.console.access;

import static org.watchfire.console.web.Access.holds;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.Decision;
import org.watchfire.rules.access.EmergencyGrant;
import org.watchfire.rules.access.Explanation;
import org.watchfire.rules.access.Presumption;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;

/** Who may what, and why: the answers of the evaluator that decides. */
final class ExplainRoutes {
  /** Most decisions for one page: a tenth of a second of work. */
  private static final int TESTED = 5_000;

  private final Database database;
  private final PoliciesInForce inForce;
  private final EmergencyRights emergency;
  private final AuditTrail trail;
  private final Clock clock;

  ExplainRoutes(
      Database database,
      PoliciesInForce inForce,
      EmergencyRights emergency,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.inForce = inForce;
    this.emergency = emergency;
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/access/explain", holds("access:explain"), this::explain),
        Route.get("/access/who-can/{asset}", holds("access:explain"), this::whoCan),
        Route.get("/access/what-can/{person}", holds("access:explain"), this::whatCan));
  }

  private void explain(Call call) {
    String personId = required(call, "person");
    String assetId = required(call, "asset");
    AccessAction action = action(call);
    AccessContext context = context(call);
    Presumption presumption = presumption(call);
    PoliciesInForce.InForce now = inForce.now();
    Person person = now.picture().directory().person(personId).orElse(null);
    Asset asset = now.picture().directory().asset(assetId).orElseGet(() -> Asset.unknown(assetId));
    EmergencyGrant grant =
        emergency.of(personId, context.at() == null ? clock.instant() : context.at()).orElse(null);
    Explanation explanation =
        now.evaluator()
            .explain(
                new AccessRequest(person, asset, target(call), action, context, grant),
                presumption);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("person", personId);
    answer.put("personKnown", person != null);
    answer.put("asset", assetId);
    answer.put("assetKnown", now.picture().directory().asset(assetId).isPresent());
    answer.put("action", action.text());
    answer.put("published", now.published());
    answer.put("setHash", now.published() ? now.evaluator().set().hash() : null);
    answer.putAll(explanation.tree("true".equals(call.query("all"))));
    Decision decision = explanation.decision();
    onRecord(
        call,
        "access.explain",
        personId + " " + action.text() + " " + assetId,
        (decision.allowed() ? "allowed" : "denied")
            + ", "
            + decision.reason().text()
            + ", set "
            + decision.setVersion());
    call.json(answer);
  }

  private void whoCan(Call call) {
    String assetId = call.path("asset");
    AccessAction action = action(call);
    AccessContext context = context(call);
    PoliciesInForce.InForce now = inForce.now();
    Asset asset =
        now.picture()
            .directory()
            .asset(assetId)
            .orElseThrow(() -> Refusal.notFound("there is no asset " + assetId));
    Map<String, Object> answer =
        page(
            call,
            now.picture().persons(),
            Person::id,
            (person, item) -> {
              item.put("person", person.id());
              item.put("name", person.name());
              item.put("department", person.department());
              return new AccessRequest(person, asset, null, action, context);
            },
            now.evaluator());
    onRecord(call, "access.who-can", assetId, action.text());
    call.json(answer);
  }

  private void whatCan(Call call) {
    String personId = call.path("person");
    AccessAction action = action(call);
    AccessContext context = context(call);
    PoliciesInForce.InForce now = inForce.now();
    Person person =
        now.picture()
            .directory()
            .person(personId)
            .orElseThrow(() -> Refusal.notFound("there is no person " + personId));
    Map<String, Object> answer =
        page(
            call,
            now.picture().assets(),
            Asset::id,
            (asset, item) -> {
              item.put("asset", asset.id());
              item.put("name", asset.name());
              item.put("level", asset.rank());
              item.put("graded", asset.graded());
              return new AccessRequest(person, asset, null, action, context);
            },
            now.evaluator());
    onRecord(call, "access.what-can", personId, action.text());
    call.json(answer);
  }

  /**
   * Those who have access, at once or in some circumstances. A page may hold fewer than asked for
   * and still have a next one.
   */
  private static <T> Map<String, Object> page(
      Call call,
      List<T> sorted,
      Function<T, String> id,
      BiFunction<T, Map<String, Object>, AccessRequest> request,
      AccessEvaluator evaluator) {
    int limit = call.queryInt("limit", 100, 1, 500);
    String behind = call.query("cursor");
    int at = behind == null ? 0 : firstBehind(sorted, id, behind);
    int end = Math.min(sorted.size(), at + TESTED);
    List<Map<String, Object>> items = new ArrayList<>();
    for (; at < end && items.size() < limit; at++) {
      Map<String, Object> item = new LinkedHashMap<>();
      AccessRequest asked = request.apply(sorted.get(at), item);
      Decision sure = evaluator.decide(asked, Presumption.STRICT);
      Decision some = sure.allowed() ? sure : evaluator.decide(asked, Presumption.LENIENT);
      if (some.allowed()) {
        item.put("verdict", sure.allowed() ? "allowed" : "conditional");
        item.put("policy", some.policyId());
        items.add(item);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("next", at < sorted.size() ? id.apply(sorted.get(at - 1)) : null);
    answer.put("setVersion", evaluator.version());
    return answer;
  }

  private static <T> int firstBehind(List<T> sorted, Function<T, String> id, String behind) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (id.apply(sorted.get(middle)).compareTo(behind) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private AccessContext context(Call call) {
    Instant at = call.queryInstant("at");
    String now = call.query("now");
    if ("true".equals(now)) {
      at = clock.instant();
    }
    Duration mfa = duration(call);
    try {
      return new AccessContext(
          at, call.query("purpose"), call.query("from-ip"), mfa, call.query("case"));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }

  private static Duration duration(Call call) {
    String text = call.query("mfa-age");
    try {
      return text == null ? null : Duration.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.invalid("parameter mfa-age expects a duration such as PT5M");
    }
  }

  private static Selector target(Call call) {
    String text = call.query("target");
    return text == null
        ? null
        : Selector.parse(text)
            .orElseThrow(
                () -> Refusal.invalid("parameter target expects path:/…, db:…, url:… or host:…"));
  }

  private static AccessAction action(Call call) {
    String text = call.query("action");
    Optional<AccessAction> action =
        text == null ? Optional.of(AccessAction.READ) : AccessAction.of(text);
    return action.orElseThrow(() -> Refusal.invalid("parameter action has no such value"));
  }

  private static Presumption presumption(Call call) {
    String text = call.query("presumption");
    try {
      return text == null ? Presumption.STRICT : Presumption.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("parameter presumption expects strict or lenient");
    }
  }

  private static String required(Call call, String name) {
    String value = call.query(name);
    if (value == null) {
      throw Refusal.invalid("parameter " + name + " is required");
    }
    return value;
  }

  private void onRecord(Call call, String act, String target, String detail) {
    database.inTransaction(
        handle -> trail.write(handle, call.caller(), Act.done(act, Kind.READ, target, detail)));
  }
}
