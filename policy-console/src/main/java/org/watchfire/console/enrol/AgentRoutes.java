package org.watchfire.console.enrol;

import static org.watchfire.console.web.Access.holds;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** What administrators do about agents' certificates. */
final class AgentRoutes {
  private static final int LONGEST_NOTE = 200;
  private static final int LONGEST_WAIT_MINUTES = 7 * 24 * 60;
  private static final Set<String> STATES = Set.of("live", "expired", "revoked");

  private final Database database;
  private final AgentNames names;
  private final Authorities authorities;
  private final AgentTokens tokens;
  private final CertificateRows certificates;
  private final RevocationLists lists;
  private final RevocationDesk revocations;
  private final AuditTrail trail;
  private final Clock clock;

  AgentRoutes(
      Database database,
      AgentNames names,
      Authorities authorities,
      AgentTokens tokens,
      CertificateRows certificates,
      RevocationLists lists,
      RevocationDesk revocations,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.names = names;
    this.authorities = authorities;
    this.tokens = tokens;
    this.certificates = certificates;
    this.lists = lists;
    this.revocations = revocations;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @param minutes how long the token may wait to be used
   * @param note what for, in words; null for none
   */
  record NewToken(String agentId, Integer minutes, String note) {}

  record Revocation(String reason, String note) {}

  List<Route> routes() {
    return List.of(
        Route.get("/agents/authorities", holds("agent:read"), this::authorities),
        Route.get("/agents/tokens", holds("agent:read"), this::listTokens),
        Route.post("/agents/tokens", holds("agent:enrol"), this::makeToken),
        Route.delete("/agents/tokens/{id}", holds("agent:enrol"), this::revokeToken),
        Route.get("/agents/certificates", holds("agent:read"), this::listCertificates),
        Route.get("/agents/certificates/{serial}", holds("agent:read"), this::showCertificate),
        Route.post("/agents/certificates/{serial}/revoke", holds("agent:revoke"), this::revoke));
  }

  private void authorities(Call call) {
    List<Map<String, Object>> items =
        database.inTransaction(
            handle -> {
              List<Map<String, Object>> views = new ArrayList<>();
              for (Authority authority : authorities.all(handle)) {
                Map<String, Object> view = view(authority);
                view.put(
                    "list", lists.find(handle, authority.id()).map(AgentRoutes::view).orElse(null));
                view.put("listDue", lists.due(handle, authority, now()));
                views.add(view);
              }
              return views;
            });
    call.json(Map.of("items", items));
  }

  private void listTokens(Call call) {
    int limit = Page.limit(call);
    Page.Place after = Page.after(call);
    List<AgentTokens.Token> found =
        database.inTransaction(handle -> tokens.page(handle, after, limit + 1));
    call.json(Page.of(found, limit, t -> new Page.Place(t.createdAt(), t.id()), this::view));
  }

  private void makeToken(Call call) {
    NewToken wish = call.body(NewToken.class);
    String agent = names.require(wish.agentId());
    String note = note(wish.note());
    if (wish.minutes() == null || wish.minutes() < 1 || wish.minutes() > LONGEST_WAIT_MINUTES) {
      throw Refusal.invalid("minutes expects 1 to " + LONGEST_WAIT_MINUTES);
    }
    AgentTokens.Made made =
        database.inTransaction(
            handle -> {
              AgentTokens.Made fresh =
                  tokens.make(
                      handle,
                      agent,
                      note == null ? "" : note,
                      call.caller().username(),
                      now(),
                      Duration.ofMinutes(wish.minutes()));
              trail.write(
                  handle,
                  call.caller(),
                  Act.done(
                      "agent.token.create",
                      Kind.CONFIGURE,
                      agent,
                      "token " + fresh.token().id() + " until " + fresh.token().expiresAt()));
              return fresh;
            });
    Map<String, Object> view = view(made.token());
    view.put("token", made.secret());
    call.answer(201, view);
  }

  private void revokeToken(Call call) {
    String id = call.path("id");
    database.inTransaction(
        handle -> {
          if (tokens.revoke(handle, id, call.caller().username(), now())) {
            trail.write(
                handle, call.caller(), Act.done("agent.token.revoke", Kind.CONFIGURE, id, null));
          }
          return null;
        });
    call.noContent();
  }

  private void listCertificates(Call call) {
    String state = call.query("state");
    if (state != null && !STATES.contains(state)) {
      throw Refusal.invalid("parameter state expects live, expired or revoked");
    }
    Instant now = now();
    int days = call.queryInt("expiringDays", -1, 0, 3650);
    if (days >= 0 && state != null && !state.equals("live")) {
      throw Refusal.invalid("parameter expiringDays goes with state live alone");
    }
    CertificateRows.Wanted wanted =
        new CertificateRows.Wanted(
            call.query("agent"),
            days >= 0 ? "live" : state,
            days >= 0 ? now.plus(Duration.ofDays(days)) : null);
    int limit = Page.limit(call);
    Page.Place after = Page.after(call);
    List<AgentCertificate> found =
        database.inTransaction(handle -> certificates.page(handle, wanted, after, limit + 1, now));
    call.json(
        Page.of(found, limit, c -> new Page.Place(c.notAfter(), c.serial()), c -> c.view(now)));
  }

  private void showCertificate(Call call) {
    String serial = serial(call);
    AgentCertificate certificate =
        database
            .inTransaction(handle -> certificates.find(handle, serial))
            .orElseThrow(() -> Refusal.notFound("there is no certificate with that number"));
    Map<String, Object> view = certificate.view(now());
    view.put("certificate", certificate.pem());
    call.json(view);
  }

  private void revoke(Call call) {
    String serial = serial(call);
    Revocation wish = call.body(Revocation.class);
    RevocationReason reason =
        RevocationReason.of(wish.reason())
            .orElseThrow(() -> Refusal.invalid("reason expects " + RevocationReason.words()));
    RevocationDesk.Revocation done =
        revocations.revoke(call.caller(), serial, reason, note(wish.note()));
    Map<String, Object> view = done.certificate().view(now());
    view.put("list", done.list());
    call.json(view);
  }

  private Map<String, Object> view(AgentTokens.Token token) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", token.id());
    view.put("agentId", token.agentId());
    view.put("note", token.note());
    view.put("state", token.state(now()));
    view.put("createdAt", token.createdAt());
    view.put("createdBy", token.createdBy());
    view.put("expiresAt", token.expiresAt());
    view.put("revokedAt", token.revokedAt());
    view.put("revokedBy", token.revokedBy());
    view.put("usedAt", token.usedAt());
    view.put("usedFrom", token.usedFrom());
    view.put("certificate", token.certificate());
    return view;
  }

  private static Map<String, Object> view(Authority authority) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", authority.id());
    view.put("subject", authority.subject());
    view.put("state", authority.retiredAt() == null ? "current" : "retired");
    view.put("source", authority.source());
    view.put("approval", authority.approval());
    view.put("setUpAt", authority.setUpAt());
    view.put("setUpBy", authority.setUpBy());
    view.put("retiredAt", authority.retiredAt());
    view.put("notAfter", authority.notAfter());
    view.put("fingerprint", Certificates.fingerprint(Certificates.der(authority.certificate())));
    view.put("certificate", Certificates.pem(authority.certificate()));
    return view;
  }

  private static Map<String, Object> view(RevocationLists.RevocationList list) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", list.number());
    view.put("thisUpdate", list.thisUpdate());
    view.put("nextUpdate", list.nextUpdate());
    return view;
  }

  private static String serial(Call call) {
    String serial = call.path("serial");
    if (!serial.matches("[0-9a-f]{32}")) {
      throw Refusal.invalid("serial expects 32 hex digits");
    }
    return serial;
  }

  /** Null for none. */
  private static String note(String note) {
    if (note == null || note.isBlank()) {
      return null;
    }
    if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid("note expects up to " + LONGEST_NOTE + " printable characters");
    }
    return note.strip();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
