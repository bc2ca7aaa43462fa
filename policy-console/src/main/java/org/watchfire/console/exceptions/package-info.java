/**
 * Exceptions (例外): what an alert's rule shall not alert on for now, asked for from the alert, tried
 * on the recorded events, and in force only after another has agreed.
 *
 * <p>Enters: rules, conditions, owner, reason and end. Leaves: a Sigma filter (decision 8) as a
 * signed policy object of type {@code exception}, which the engine applies and ends by itself.
 *
 * <p>Never here: hiding. What an exception covers comes in as a closed alert and is counted.
 */
package org.watchfire.console.exceptions;
