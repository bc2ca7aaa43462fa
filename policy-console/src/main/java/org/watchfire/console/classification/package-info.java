/**
 * Grading of data: what is found in an asset, what level that recommends and why, where the decided
 * level is lower, and whether people look at it again in time.
 *
 * <p>Enters: findings of agents, decisions of data owners. Leaves: recommendations with a reason
 * per line, conflicts, notices of levels that were raised, evidence of reviews. The rules are GB/T
 * 43697-2024: affected object by degree of harm, the strictest line counts (就高从严), what is not
 * known is presumed level 3.
 *
 * <p>Never here: lowering a level; that is {@code level.lower} of the directory and takes approval.
 * Nor marks of state secrets: they are told, and never made a level.
 */
package org.watchfire.console.classification;
