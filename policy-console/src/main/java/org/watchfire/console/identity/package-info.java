/**
 * Who is calling and what he may do: accounts, passwords, sessions, roles and the rules that keep
 * the three officers (三员) apart.
 *
 * <p>Enters: a name and a password, a session id, a wish to create an account or to grant a role.
 * Leaves: a {@link org.watchfire.console.identity.Caller}, or a refusal. What each role may do is
 * the table {@code permissions.txt} beside these classes and nowhere else.
 *
 * <p>Never here: decisions about monitored data (levels, compartments), HTTP.
 */
package org.watchfire.console.identity;
