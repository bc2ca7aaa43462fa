package org.watchfire.console.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.json.CanonicalJson;

/**
 * Gives a version of a data key out ({@code {"version":n,"recipient":"<PEM public key>"}}), wrapped
 * to that public key. Who agrees compares the key's fingerprint with the recipient's own.
 */
final class ExportKey implements ApprovedAction {
  private final KeyRows keys;
  private final KeyDesk desk;
  private final KeyExports exports;

  ExportKey(KeyRows keys, KeyDesk desk, KeyExports exports) {
    this.keys = keys;
    this.desk = desk;
    this.exports = exports;
  }

  @Override
  public String kind() {
    return "key.export";
  }

  @Override
  public String requires() {
    return "key:export";
  }

  @Override
  public List<Set<Role>> approvers() {
    return KeyApproval.APPROVERS;
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    int number = KeyApproval.requireVersion(parameters);
    RecipientKey recipient = recipient(parameters);
    VaultKey key = keys.find(transaction, target).orElseThrow(() -> KeyDesk.missing(target));
    if (key.kind() != VaultKey.Kind.DATA) {
      throw new Refusal(409, "key-state", "a domain key does not leave the vault");
    }
    KeyVersion version = desk.version(transaction, target, number);
    if (!version.state().hasMaterial()) {
      throw new Refusal(409, "key-state", target + "/" + number + " is " + version.state().text());
    }
    String fingerprint = recipient.fingerprint();
    return new ApprovalContent(
        CanonicalJson.bytes(
            Map.of("kind", kind(), "key", target, "version", number, "recipient", fingerprint)),
        "将密钥 " + target + "/" + number + " 加密导出给公钥 " + fingerprint,
        "export key " + target + "/" + number + ", wrapped to the public key " + fingerprint,
        List.of(new Change("holder", "vault", "vault and " + fingerprint)),
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    exports.export(
        transaction,
        approved,
        KeyApproval.requireVersion(approved.parameters()),
        recipient(approved.parameters()));
  }

  private RecipientKey recipient(JsonNode parameters) {
    String pem = parameters.path("recipient").asText("");
    try {
      return RecipientKey.parse(exports.suite(), pem);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }
}
