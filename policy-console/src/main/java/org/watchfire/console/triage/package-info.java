/**
 * The alert queue: alerts arrive from {@code wf.alerts}, people acknowledge, close, reopen and
 * comment them, and nothing of that is ever overwritten.
 *
 * <p>Enters: alert records and decisions of analysts. Leaves: pages of the queue, one alert with
 * its history and evidence. The alert itself is the engine's and is never changed here; what people
 * decided about it stands beside it.
 *
 * <p>Never here: why an alert was raised.
 */
package org.watchfire.console.triage;
