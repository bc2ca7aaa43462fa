package org.watchfire.console.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;

/**
 * Something that is done only after others have agreed. Registered once at the start. Stateless and
 * thread-safe.
 */
public interface ApprovedAction {
  /** {@code object.verb}, unique, for example {@code officer.grant}. */
  String kind();

  /** The permission that whoever asks for it needs, at the request and still at the execution. */
  String requires();

  /**
   * One agreement is needed from each set, each of another natural person who holds one of its
   * roles at the decision and still at the execution. Never empty.
   */
  List<Set<Role>> approvers();

  /** How long after the last agreement it may be executed at the earliest; zero: at once. */
  default Duration delay() {
    return Duration.ZERO;
  }

  /**
   * What exactly would be done, as things stand in this transaction. Called at the request, at each
   * decision and at the execution; another hash voids the request.
   *
   * @param parameters what was asked for, an object; never null
   * @throws Refusal when it cannot be done: at the request it is answered, later it voids the
   *     request
   */
  ApprovalContent content(Handle transaction, String target, JsonNode parameters);

  /**
   * Whether this caller may ask for it, or, once it was asked for, agree to it or not; beside what
   * {@link #requires} and {@link #approvers} say.
   *
   * @param requester whether he asks
   * @throws Refusal 403 when he may not
   */
  default void admit(
      Handle transaction, Caller caller, boolean requester, String target, JsonNode parameters) {}

  /**
   * Does it, in the transaction that marks the request executed, and writes its own record into the
   * trail with {@code approved.by()} as the actor.
   *
   * @throws Refusal when it cannot be done after all: what it changed is undone, the request is
   *     void
   */
  void execute(Approved approved, Handle transaction);
}
