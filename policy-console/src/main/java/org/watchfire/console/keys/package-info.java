/**
 * The key vault (密钥管理): a root key that people hold in shares or a token holds, domain keys under
 * it, data keys under those, each with versions, states and a history.
 *
 * <p>Enters: the root key, by a ceremony; orders of key custodians and the security administrator;
 * values to be sealed and opened. Leaves: sealed values ({@code kid.version.alg.nonce.ct}), opened
 * ones with a record of who, what and why, and what would become unreadable before a key goes.
 *
 * <p>While the vault is sealed it does nothing but say so. What cannot be undone (destruction,
 * compromise, export) is done by approval alone.
 *
 * <p>Never here: a key or a share in clear in the database, a log or an answer.
 */
package org.watchfire.console.keys;
