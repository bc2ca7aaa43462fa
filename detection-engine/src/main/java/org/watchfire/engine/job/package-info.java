/**
 * The Flink job: sources, keyed operators, sink. Operators are thin: they keep state and time for
 * {@code org.watchfire.rules} and count what passes.
 *
 * <pre>
 * wf.events → by agent: admission, duplicates and gaps, match, label ─┬──────────────→ by alert id: episodes → wf.alerts
 *                                                                    └→ by rule and group: correlation ─┘
 * wf.policy → signature gate → broadcast to match and correlation
 * </pre>
 */
package org.watchfire.engine.job;
