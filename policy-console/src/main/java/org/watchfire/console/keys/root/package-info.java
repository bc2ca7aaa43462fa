/**
 * The key over all keys and the ways to get at it: a passphrase, a PKCS#12 file, m of n shares, or
 * a token (PKCS#11) that never gives it out. A secret comes in, a {@link
 * org.watchfire.console.keys.root.RootKey} that wraps and unwraps goes out.
 *
 * <p>Never here: keeping or logging what was given, and who may give it.
 */
package org.watchfire.console.keys.root;
