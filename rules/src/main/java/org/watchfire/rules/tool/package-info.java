/**
 * What people do with rules: check them, run them over files, test them against given cases, see
 * why one matched, see what they cover, compare two sets.
 *
 * <p>In come rule texts and events as bytes; out come results as data or lines of text. Here is
 * what the command line and the console share. Nothing here opens a network connection, writes a
 * file or knows a terminal; evaluating is the business of {@code org.watchfire.rules.match}.
 */
package org.watchfire.rules.tool;
