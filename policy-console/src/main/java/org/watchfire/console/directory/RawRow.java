package org.watchfire.console.directory;

import java.util.List;
import java.util.Map;

/**
 * One object as a source names it.
 *
 * @param line where it begins in the file, or its number in an answer, from 1
 * @param id as written; empty when there is none
 * @param members what is said of it: texts, whole numbers, flags, lists and maps of them; null
 *     takes a member away
 * @param problems what could not be read of it
 */
record RawRow(long line, String id, Map<String, Object> members, List<RowProblem> problems) {}
