/**
 * Access policies on their way into force: drafts, dry runs, publication after approval, versions,
 * who may what and why, which enforcement point runs what, and the console's own enforcement when
 * records are shown.
 *
 * <p>In come drafts that people write and the people, assets and departments of the directory; out
 * goes one signed object, {@code access-policy-set/default}, and decisions that are on record. What
 * a policy means is {@code org.watchfire.rules.access}'s business and is asked there, never decided
 * here.
 */
package org.watchfire.console.access;
