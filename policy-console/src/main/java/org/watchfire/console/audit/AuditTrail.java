package org.watchfire.console.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.topic.Topics;

/** Writes the records of {@code wf.audit} (docs/contracts.md §3). Thread-safe. */
public final class AuditTrail {
  /** Longest text kept of one value, in characters; what is longer is cut and marked. */
  static final int MAX_TEXT = 2_000;

  /** Actor of what the console does by itself. */
  public static final String SYSTEM = "system";

  private final Outbox outbox;
  private final Clock clock;

  public AuditTrail(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Writes one record in the caller's transaction.
   *
   * @return its {@code event.id}
   */
  public String write(Handle handle, Caller caller, Act act) {
    return write(handle, caller.username(), caller.account().roles(), caller.address(), act);
  }

  /**
   * Writes one record for somebody who has no session.
   *
   * @param actor the name he gave
   * @param roles role snapshot, empty when unknown
   * @param address where he comes from, null for the console itself
   * @return its {@code event.id}
   */
  public String write(
      Handle handle, String actor, Collection<Role> roles, String address, Act act) {
    Event record = record(actor, roles, address, act);
    outbox.put(handle, Topics.AUDIT, cut(actor), EventCodec.encode(record));
    return record.id();
  }

  /** Writes one record per act in the caller's transaction, in their order. */
  public void writeAll(Handle handle, Caller caller, List<Act> acts) {
    String actor = caller.username();
    outbox.putAll(
        handle,
        acts.stream()
            .map(act -> record(actor, caller.account().roles(), caller.address(), act))
            .map(r -> new Outbox.Entry(Topics.AUDIT, cut(actor), EventCodec.encode(r)))
            .toList());
  }

  Event record(String actor, Collection<Role> roles, String address, Act act) {
    Instant now = clock.instant();
    String outcome = act.success() ? "success" : "failure";
    String about = act.target() == null ? "" : " " + act.target();
    return Event.builder()
        .put(EcsFields.TIMESTAMP, now)
        .put(EcsFields.ECS_VERSION, EcsFields.VERSION)
        .put(EcsFields.EVENT_ID, UUID.randomUUID().toString().replace("-", ""))
        .put(EcsFields.EVENT_KIND, "event")
        .put(EcsFields.EVENT_CATEGORY, List.of(act.kind().category()))
        .put(EcsFields.EVENT_TYPE, List.of(act.kind().type()))
        .put(EcsFields.EVENT_ACTION, act.action())
        .put(EcsFields.EVENT_OUTCOME, outcome)
        .put(EcsFields.EVENT_DATASET, "watchfire.audit")
        .put(EcsFields.EVENT_MODULE, "watchfire")
        .put(EcsFields.EVENT_CREATED, now)
        .put(EcsFields.MESSAGE, cut(actor + " " + act.action() + about + ": " + outcome))
        .put(EcsFields.USER_NAME, cut(actor))
        .put("user.roles", roles.stream().map(Role::name).sorted().toList())
        .put(EcsFields.SOURCE_IP, address)
        .put("watchfire.audit.target", cut(act.target()))
        .put("watchfire.audit.detail", cut(act.detail()))
        .build();
  }

  private static String cut(String text) {
    return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
