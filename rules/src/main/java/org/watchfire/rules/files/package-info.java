/**
 * Events and rules as they lie in files: JSON objects one after the other, folders, archives.
 *
 * <p>Everything that comes out is bytes or text with a name; what it means is for others to say.
 * Files are input from outside: sizes are bounded, damage is reported with its place.
 */
package org.watchfire.rules.files;
