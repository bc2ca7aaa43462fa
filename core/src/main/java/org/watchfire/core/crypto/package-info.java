/**
 * Cryptography behind one small interface, {@link org.watchfire.core.crypto.CryptoSuite}, in two
 * suites: INTL (SHA-256, HMAC, Ed25519, AES-256-GCM) and SM (SM3, HMAC-SM3, SM2, SM4-GCM). The
 * algorithms come from the JDK and Bouncy Castle; none is written here. No key management: keys
 * enter and leave as text.
 */
package org.watchfire.core.crypto;
