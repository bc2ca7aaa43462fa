/**
 * Small JSON trees (maps, lists, text, numbers) with limits against hostile input, and their
 * canonical bytes for signing. For events use {@code core.event}: it is faster and flat.
 */
package org.watchfire.core.json;
