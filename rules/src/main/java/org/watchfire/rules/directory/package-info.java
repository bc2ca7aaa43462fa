/**
 * Who works here and what there is to protect: persons by account, assets by what an event touches,
 * the level scheme.
 *
 * <p>Enters: the policy objects {@code person}, {@code asset} and {@code level-scheme}. Leaves: an
 * immutable snapshot that answers "who is this account" and "which assets does this event touch".
 * Whether the one may touch the other is decided in {@code org.watchfire.rules.label}.
 *
 * <p>Must never be here: where the objects come from, and any decision.
 */
package org.watchfire.rules.directory;
