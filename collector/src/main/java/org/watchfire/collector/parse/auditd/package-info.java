/**
 * The log of the Linux audit daemon. Records of one audit event (same node, time and serial) are
 * put together into one ECS event; the records' own fields stay beside as {@code auditd.log.*}.
 * Sources: the audit userspace's record and field dictionaries, {@code ausearch} and auparse for
 * what belongs together and when an event is complete.
 *
 * <p>{@code user.name} is the login identity (auid), which sudo and su do not change: it is the one
 * who answers for the act. {@code user.effective.name} is the identity the kernel checked.
 */
package org.watchfire.collector.parse.auditd;
