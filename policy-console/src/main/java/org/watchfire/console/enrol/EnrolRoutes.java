package org.watchfire.console.enrol;

import static org.watchfire.console.web.Access.anyone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.RateLimit;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** What agents call, which have no account: enrolment, renewal and the revocation list. */
final class EnrolRoutes {
  private final Database database;
  private final Enrolment enrolment;
  private final Authorities authorities;
  private final RevocationLists lists;
  private final RateLimit attempts;

  EnrolRoutes(
      Database database,
      Enrolment enrolment,
      Authorities authorities,
      RevocationLists lists,
      RateLimit attempts) {
    this.database = database;
    this.enrolment = enrolment;
    this.authorities = authorities;
    this.lists = lists;
    this.attempts = attempts;
  }

  /**
   * @param agentId who the agent says it is; null when it does not say
   */
  record FirstRequest(String agentId, String token, String csr) {
    /** Never shows the token. */
    @Override
    public String toString() {
      return "FirstRequest[" + agentId + "]";
    }
  }

  record RenewalRequest(String certificate, String csr, String signature) {}

  List<Route> routes() {
    return List.of(
        Route.post("/enrol", anyone(), this::enrol),
        Route.post("/enrol/renewal", anyone(), this::renew),
        Route.get("/enrol/crl", anyone(), this::crl));
  }

  private void enrol(Call call) {
    limit(call);
    FirstRequest wish = call.body(FirstRequest.class);
    call.answer(
        201, view(enrolment.enrol(wish.agentId(), wish.token(), wish.csr(), call.address())));
  }

  private void renew(Call call) {
    limit(call);
    RenewalRequest wish = call.body(RenewalRequest.class);
    call.answer(
        201,
        view(enrolment.renew(wish.certificate(), wish.csr(), wish.signature(), call.address())));
  }

  private void crl(Call call) {
    String wanted = call.query("authority");
    if (wanted != null && !wanted.matches("[0-9a-f]{32}")) {
      throw Refusal.invalid("parameter authority expects 32 hex digits");
    }
    RevocationLists.RevocationList list =
        database.inTransaction(
            handle -> {
              String authority =
                  wanted != null
                      ? wanted
                      : authorities
                          .current(handle)
                          .map(Authority::id)
                          .orElseThrow(EnrolRoutes::missing);
              return lists.find(handle, authority).orElseThrow(EnrolRoutes::missing);
            });
    byte[] der = list.der();
    call.header("ETag", "\"" + list.number() + "\"");
    call.download("application/pkix-crl", "agents.crl", out -> out.write(der));
  }

  private void limit(Call call) {
    long wait = attempts.take(call.address());
    if (wait > 0) {
      throw new Refusal(429, "rate-limited", "too many enrolments from this address")
          .retryAfter(wait);
    }
  }

  private static Map<String, Object> view(Enrolment.Issued issued) {
    AgentCertificate certificate = issued.certificate();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("agentId", certificate.agentId());
    view.put("serial", certificate.serial());
    view.put("certificate", certificate.pem());
    view.put("chain", List.of(Certificates.pem(issued.authority().certificate())));
    view.put("notAfter", certificate.notAfter());
    view.put("renewAfter", certificate.renewAfter());
    return view;
  }

  private static Refusal missing() {
    return new Refusal(404, "no-agent-ca", "there is no revocation list of such an authority");
  }
}
