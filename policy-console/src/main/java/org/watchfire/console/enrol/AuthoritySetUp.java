package org.watchfire.console.enrol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.identity.Role;
import org.watchfire.console.keys.Keys;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.json.CanonicalJson;

/**
 * Setting up the authority for agents, or putting another in its place ({@code agent-ca.set-up}).
 * The security administrator asks; the system administrator, who enrols agents, or a key custodian
 * agrees.
 *
 * <p>Target: {@code agents}. Parameters: {@code {"source": "made"}} for a new key, {@code
 * {"source": "files"}} for the one of {@code enrolment.ca-certificate} and {@code ca-key}.
 */
final class AuthoritySetUp implements ApprovedAction {
  static final String TARGET = "agents";

  private final Authorities authorities;
  private final RevocationLists lists;
  private final Issuer issuer;
  private final AuthorityFiles files;
  private final Keys keys;
  private final AuditTrail trail;
  private final Clock clock;

  AuthoritySetUp(
      Authorities authorities,
      RevocationLists lists,
      Issuer issuer,
      AuthorityFiles files,
      Keys keys,
      AuditTrail trail,
      Clock clock) {
    this.authorities = authorities;
    this.lists = lists;
    this.issuer = issuer;
    this.files = files;
    this.keys = keys;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "agent-ca.set-up";
  }

  @Override
  public String requires() {
    return "agent:authority";
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.SYS_ADMIN, Role.KEY_CUSTODIAN));
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    boolean taken = fromFiles(target, parameters);
    if (!keys.vault().isUnsealed()) {
      throw new Refusal(503, "vault-sealed", "the key vault is sealed");
    }
    Optional<Authority> before = authorities.current(transaction);
    Map<String, Object> exactly = new TreeMap<>();
    exactly.put("source", taken ? "files" : "made");
    exactly.put("replaces", before.map(Authority::id).orElse(""));
    String after = "";
    if (taken) {
      Authority offered = offered(transaction);
      exactly.put("authority", offered.id());
      after = offered.subject() + " " + offered.id();
    }
    List<ApprovalContent.Change> impact = new ArrayList<>();
    impact.add(
        new ApprovalContent.Change(
            "authority",
            before.map(a -> a.subject() + " " + a.id()).orElse(""),
            taken ? after : "new key, EC P-384, 10 years"));
    before.ifPresent(
        a ->
            impact.add(
                new ApprovalContent.Change(
                    "until", a.notAfter().toString(), "certificates it signed stay good")));
    return new ApprovalContent(
        CanonicalJson.bytes(exactly),
        (before.isPresent() ? "更换" : "设立") + "采集端证书颁发机构，" + (taken ? "接管配置文件中的密钥" : "新建密钥"),
        (before.isPresent() ? "replace" : "set up")
            + " the authority for agents, "
            + (taken ? "taking over the key from files" : "with a new key"),
        impact,
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    boolean taken = fromFiles(approved.target(), approved.parameters());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Issuer.NewAuthority fresh = taken ? files.read(now) : issuer.newAuthority(now);
    Authority made =
        authorities.replace(
            transaction,
            approved.by(),
            approved.id(),
            taken ? "files" : "made",
            fresh.certificate(),
            fresh.key(),
            now);
    lists.sign(transaction, made, now);
    trail.write(
        transaction,
        approved.by(),
        Act.done(
            kind(),
            Kind.CONFIGURE,
            made.id(),
            made.subject() + ", " + made.source() + "; " + approved.words()));
  }

  private Authority offered(Handle transaction) {
    Instant now = clock.instant();
    Issuer.NewAuthority offered = files.read(now);
    String id = Authority.id(offered.certificate());
    if (authorities.find(transaction, id).isPresent()) {
      throw new Refusal(409, "state", "this authority was taken over before");
    }
    return new Authority(id, offered.certificate(), "files", "", now, "", null);
  }

  private static boolean fromFiles(String target, JsonNode parameters) {
    JsonNode source = parameters.path("source");
    if (!TARGET.equals(target) || parameters.size() != 1 || !source.isTextual()) {
      throw Refusal.invalid("target expects \"agents\", parameters {\"source\": made or files}");
    }
    return switch (source.asText()) {
      case "made" -> false;
      case "files" -> true;
      default -> throw Refusal.invalid("source expects made or files");
    };
  }
}
