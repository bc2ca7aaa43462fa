package org.watchfire.console.enrol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.web.Refusal;

/**
 * Gives agents their certificates: the first with a token, every further one with the present key.
 * Who asks has no account; each refusal is on record with the agent it was about, where that is
 * known. Thread-safe.
 */
final class Enrolment {
  /** What the present key signs for a renewal: this, then the DER of the request. */
  static final byte[] RENEWAL = "watchfire-agent-renewal/1\n".getBytes(US_ASCII);

  private static final int LONGEST_TOKEN = 200;
  private static final int LONGEST_CERTIFICATE = 16_384;
  private static final int LONGEST_SIGNATURE = 2_048;

  private final Database database;
  private final ProtectedRows rows;
  private final Authorities authorities;
  private final AgentTokens tokens;
  private final CertificateRows certificates;
  private final Issuer issuer;
  private final EnrolConfig config;
  private final AuditTrail trail;
  private final Clock clock;

  Enrolment(
      Database database,
      ProtectedRows rows,
      Authorities authorities,
      AgentTokens tokens,
      CertificateRows certificates,
      Issuer issuer,
      EnrolConfig config,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.rows = rows;
    this.authorities = authorities;
    this.tokens = tokens;
    this.certificates = certificates;
    this.issuer = issuer;
    this.config = config;
    this.trail = trail;
    this.clock = clock;
  }

  /** What was issued. */
  record Issued(AgentCertificate certificate, Authority authority) {}

  /**
   * The first certificate. Token and certificate are one transaction: of any number of requests
   * with the same token one gets a certificate.
   *
   * @param agent who the agent says it is; null when it does not say
   * @throws Refusal 400 {@code csr}; 401 {@code enrolment-token}; 403 {@code token-expired}, {@code
   *     token-revoked}, {@code wrong-agent}; 409 {@code token-used}, {@code key-certified}, {@code
   *     too-many-certificates}, {@code no-agent-ca}, {@code agent-ca-ended}; 503 {@code
   *     vault-sealed}
   */
  Issued enrol(String agent, String token, String csr, String address) {
    if (token == null || token.length() > LONGEST_TOKEN || csr == null) {
      throw Refusal.invalid("token and csr are expected");
    }
    Subject subject = new Subject();
    return onRecord(
        "agent.enrol",
        subject,
        address,
        () -> {
          AgentTokens.Token presented =
              database.inTransaction(handle -> presented(handle, token, agent, subject));
          SigningRequest request = SigningRequest.parse(csr);
          return database.inTransaction(
              handle -> {
                rows.lock(handle);
                Instant now = now();
                AgentTokens.Token open = tokens.find(handle, presented.id()).orElseThrow();
                AgentTokens.requireOpen(open, now);
                Issued issued = issue(handle, open.agentId(), request, open.id(), null, now);
                tokens.use(handle, open, address, issued.certificate().serial(), now);
                record(handle, "agent.enrol", issued, address, "token " + open.id());
                return issued;
              });
        });
  }

  /**
   * A further certificate for the same agent. The present one stays good until its end.
   *
   * @param certificate the present one, PEM, as it was given out here
   * @param signature by its key over {@link #RENEWAL} and the DER of the request, base64
   * @throws Refusal 400 {@code csr}; 401 {@code unknown-certificate}, {@code renewal-signature};
   *     403 {@code certificate-revoked}, {@code certificate-expired}; 409 and 503 as {@link #enrol}
   */
  Issued renew(String certificate, String csr, String signature, String address) {
    if (certificate == null
        || certificate.length() > LONGEST_CERTIFICATE
        || csr == null
        || signature == null
        || signature.length() > LONGEST_SIGNATURE) {
      throw Refusal.invalid("certificate, csr and signature are expected");
    }
    Subject subject = new Subject();
    return onRecord(
        "agent.renew",
        subject,
        address,
        () -> {
          AgentCertificate present =
              database.inTransaction(handle -> present(handle, certificate, subject));
          SigningRequest request = SigningRequest.parse(csr);
          requireSigned(present, request, signature);
          return database.inTransaction(
              handle -> {
                rows.lock(handle);
                Instant now = now();
                AgentCertificate still = certificates.find(handle, present.serial()).orElseThrow();
                requireLive(still, now);
                Issued issued = issue(handle, still.agentId(), request, null, still.serial(), now);
                record(handle, "agent.renew", issued, address, "renews " + still.serial());
                return issued;
              });
        });
  }

  /** Whom a request is about, as far as that was found out. */
  private static final class Subject {
    private String agent;
  }

  private AgentTokens.Token presented(Handle handle, String token, String agent, Subject subject) {
    AgentTokens.Token presented =
        tokens
            .presented(handle, token)
            .orElseThrow(
                () -> new Refusal(401, "enrolment-token", "this is no enrolment token of ours"));
    subject.agent = presented.agentId();
    AgentTokens.requireOpen(presented, now());
    if (agent != null && !agent.equals(presented.agentId())) {
      throw new Refusal(403, "wrong-agent", "the token is for another agent");
    }
    return presented;
  }

  private AgentCertificate present(Handle handle, String pem, Subject subject) {
    // Looked up by its hash: what came from outside is not parsed, our own copy of it is.
    AgentCertificate present =
        Pem.read(Certificates.LABEL, pem)
            .flatMap(der -> certificates.withFingerprint(handle, Certificates.fingerprint(der)))
            .orElseThrow(
                () ->
                    new Refusal(
                        401, "unknown-certificate", "this certificate was not issued here"));
    subject.agent = present.agentId();
    requireLive(present, now());
    return present;
  }

  private static void requireLive(AgentCertificate certificate, Instant now) {
    switch (certificate.state(now)) {
      case "revoked" ->
          throw new Refusal(
              403, "certificate-revoked", "the certificate was revoked; enrol with a token");
      case "expired" ->
          throw new Refusal(
              403, "certificate-expired", "the certificate has expired; enrol with a token");
      default -> {}
    }
  }

  private static void requireSigned(
      AgentCertificate present, SigningRequest request, String signature) {
    PublicKey key = Certificates.read(present.pem()).getPublicKey();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(RENEWAL);
    content.writeBytes(request.der());
    boolean holds;
    try {
      holds =
          KeyKind.of(key)
              .orElseThrow()
              .verifies(key, content.toByteArray(), Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Not even in the form of a signature.
      holds = false;
    }
    if (!holds) {
      throw new Refusal(
          401, "renewal-signature", "the request is not signed with the key of the certificate");
    }
  }

  private Issued issue(
      Handle handle,
      String agent,
      SigningRequest request,
      String token,
      String renews,
      Instant now) {
    Authority authority = authorities.require(handle, now);
    String keyHash = Certificates.fingerprint(request.key().getEncoded());
    if (certificates.keyCertified(handle, keyHash)) {
      throw new Refusal(
          409, "key-certified", "this key was certified before; each certificate has its own");
    }
    if (certificates.live(handle, agent, now) >= config.liveCertificates()) {
      throw new Refusal(
          409,
          "too-many-certificates",
          agent
              + " has "
              + config.liveCertificates()
              + " certificates that are good; an administrator revokes what is not used");
    }
    PrivateKey key = authorities.open(handle, authority, "certificate of " + agent);
    X509Certificate made =
        issuer.issue(authority, key, agent, request.key(), now, now.plus(config.certificateLife()));
    return new Issued(
        certificates.add(handle, authority, agent, made, keyHash, token, renews, now), authority);
  }

  private void record(Handle handle, String action, Issued issued, String address, String with) {
    AgentCertificate certificate = issued.certificate();
    trail.write(
        handle,
        actor(certificate.agentId()),
        List.of(),
        address,
        Act.done(
            action,
            Kind.CONFIGURE,
            certificate.agentId(),
            "certificate "
                + certificate.serial()
                + " until "
                + certificate.notAfter()
                + ", "
                + with));
  }

  /** Lets through what went well; what did not is on record after its transaction is undone. */
  private Issued onRecord(String action, Subject subject, String address, Supplier<Issued> work) {
    try {
      return work.get();
    } catch (Refusal refusal) {
      refused(action, subject, address, refusal.code());
      throw refusal;
    } catch (TamperedRowException tampered) {
      refused(action, subject, address, "integrity");
      throw tampered;
    }
  }

  private void refused(String action, Subject subject, String address, String code) {
    database.inTransaction(
        handle ->
            trail.write(
                handle,
                actor(subject.agent),
                List.of(),
                address,
                Act.failed(action, Kind.DENIED, subject.agent, code)));
  }

  private static String actor(String agent) {
    return agent == null ? "agent:unknown" : "agent:" + agent;
  }

  private Instant now() {
    // What PostgreSQL keeps of a time.
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
