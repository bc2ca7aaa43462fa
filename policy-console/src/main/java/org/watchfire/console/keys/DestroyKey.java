package org.watchfire.console.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.identity.Role;
import org.watchfire.core.json.CanonicalJson;

/**
 * Destroys a key, or one version of it ({@code {"version":n}}), after a delay. Who agrees sees what
 * becomes unreadable; when that has grown in between, the request is void.
 */
final class DestroyKey implements ApprovedAction {
  private final KeyRows keys;
  private final KeyDesk desk;
  private final Duration delay;

  /**
   * @param delay between the last agreement and the destruction, in which it can be called off
   */
  DestroyKey(KeyRows keys, KeyDesk desk, Duration delay) {
    this.keys = keys;
    this.desk = desk;
    this.delay = delay;
  }

  @Override
  public String kind() {
    return "key.destroy";
  }

  @Override
  public String requires() {
    return "key:destroy";
  }

  @Override
  public List<Set<Role>> approvers() {
    return KeyApproval.APPROVERS;
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    Integer version = KeyApproval.version(parameters);
    Impact impact = desk.impact(transaction, target, version);
    VaultKey key = keys.find(transaction, target).orElseThrow(() -> KeyDesk.missing(target));
    desk.requireDestroyable(transaction, key, version);
    List<Change> changes = new ArrayList<>();
    impact.lines().forEach(l -> changes.add(new Change(l.what(), l.objects() + "", "0")));
    impact
        .reported()
        .forEach(r -> changes.add(new Change(r.name(), r.objects() + " " + r.description(), "0")));
    List<Map<String, Object>> lines =
        changes.stream()
            .map(c -> Map.<String, Object>of("what", c.field(), "before", c.before()))
            .toList();
    byte[] canonical =
        CanonicalJson.bytes(
            Map.of(
                "kind",
                kind(),
                "key",
                target,
                "version",
                version == null ? 0 : version,
                "delaySeconds",
                delay.toSeconds(),
                "unreadable",
                lines));
    String name = KeyDesk.name(target, version);
    long objects = impact.lines().stream().mapToLong(Impact.Line::objects).sum();
    return new ApprovalContent(
        canonical,
        "在 " + delay + " 后销毁密钥 " + name + "，届时 " + objects + " 个对象不可再读",
        "destroy key " + name + " after " + delay + "; " + objects + " objects become unreadable",
        changes,
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    desk.schedule(
        transaction,
        approved.by(),
        approved.target(),
        KeyApproval.version(approved.parameters()),
        delay,
        approved.reason(),
        approved.words());
  }
}
