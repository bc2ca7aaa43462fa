/**
 * Data structures that find which of many texts one text equals, begins with, ends with or
 * contains, at a cost that does not depend on how many there are. They work on bytes: UTF-8 keeps
 * all four relations.
 *
 * <p>What is found is told as numbers, collected in {@link org.watchfire.rules.index.Found}. All
 * structures are immutable once built.
 */
package org.watchfire.rules.index;
