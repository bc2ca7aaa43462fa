/**
 * Four-eyes approval (双人审批): what no single person may do is asked for by one, agreed to by others,
 * and then done by the console itself.
 *
 * <p>Enters: a request for one of the registered {@link
 * org.watchfire.console.approval.ApprovedAction actions}, decisions about it. Leaves: the action,
 * executed in the transaction that marks the request executed, or the reason why it was not. A
 * request is bound to a hash of exactly what would be done; it is computed again at each step, so a
 * change in between voids the request.
 *
 * <p>Never here: exceptions. Nobody approves what he asked for or what concerns him, whatever his
 * roles. What an action does lives with the domain that owns it.
 */
package org.watchfire.console.approval;
