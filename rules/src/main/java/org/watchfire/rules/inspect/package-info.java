/**
 * What sensitive content a text holds, and the same text with it hidden.
 *
 * <p>Enters: any text (a field of an event, a file). Leaves: findings that carry a masked sample
 * only, and masked text. The starter set knows 18-digit resident ids, bank cards, mobile numbers,
 * state-secret marks (密级★期限) and the marks of exam papers. Everything runs in time linear in the
 * length of the text, without regular expressions, because the text comes from whoever can make a
 * server write a log line.
 *
 * <p>Must never be here: a raw value in a finding, a log line or an exception; network or file
 * access other than the stream that {@link org.watchfire.rules.inspect.InspectFile} is handed.
 */
package org.watchfire.rules.inspect;
