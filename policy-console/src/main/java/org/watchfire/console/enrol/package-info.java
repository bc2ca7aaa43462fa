/**
 * Certificates of agents (证书签发): an authority of the console, enrolment with a token, renewal with
 * the present key, revocation and the list of what is revoked.
 *
 * <p>Enters: orders of administrators, and from agents that have no account yet: a token or a
 * present certificate, with a certification request (PKCS#10). Leaves: certificates with which an
 * agent is let in by Kafka under its id, and signed revocation lists (RFC 5280).
 *
 * <p>Never here: an agent's private key. The authority's own is sealed in the key vault and opened
 * for one signature at a time.
 */
package org.watchfire.console.enrol;
