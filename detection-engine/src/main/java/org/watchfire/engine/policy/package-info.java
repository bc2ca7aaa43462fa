/**
 * The policy as the engine sees it: signed objects in, verified; a snapshot of rules and directory
 * out. The topic is read to its end before the job begins, later objects come as a broadcast, and
 * both meet in {@link org.watchfire.engine.policy.PolicyView}, where the higher version of an
 * object wins whichever way it came.
 */
package org.watchfire.engine.policy;
