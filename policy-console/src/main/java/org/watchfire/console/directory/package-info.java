/**
 * People, assets and levels: who may know what, kept as signed policy objects that engine and
 * agents obey.
 *
 * <p>Enters: a wish to save or delete an object with the version it was read at. Leaves: the
 * object, and one signed record on {@code wf.policy} per change, whose previous hash chains it to
 * the version before. The current state, the history and the record to publish are written in one
 * transaction.
 *
 * <p>Never here: decisions from labels; that is the engine's.
 */
package org.watchfire.console.directory;
