/**
 * Whether a person may touch an asset: level, compartments, department, status. A breach is a fact,
 * not a suspicion, so it needs no threshold and no baseline.
 *
 * <p>Enters: an event and the directory of that moment. Leaves: the breach with its whole reason in
 * both languages, and the {@code gov.*} fields that rules and alerts read.
 *
 * <p>Must never be here: state-secret markings. They are never compared with levels.
 */
package org.watchfire.rules.label;
