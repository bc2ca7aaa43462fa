/**
 * How each person wants to see things, and whom he works with.
 *
 * <p>Enters: a JSON object of the user interface, with the version it was made from. Leaves: the
 * same object, on any machine that its owner signs in from.
 *
 * <p>Never here: anything the console decides by.
 */
package org.watchfire.console.profile;
