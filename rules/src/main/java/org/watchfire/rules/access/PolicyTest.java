package org.watchfire.rules.access;

import java.util.function.Function;

/**
 * One thing that a policy asks.
 *
 * @param expected the values it asks for, for people
 * @param holds the test
 * @param observed the value that is held against it, for people; empty = not known
 */
record PolicyTest(
    Facet facet, String expected, Function<Facts, Truth> holds, Function<Facts, String> observed) {}
