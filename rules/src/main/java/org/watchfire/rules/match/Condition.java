package org.watchfire.rules.match;

/**
 * One test of a rule with the value it was decided on.
 *
 * @param field field name, {@code *} for a keyword
 * @param operator Sigma's word ({@code equals}, {@code contains}, {@code re}, …), with {@code not }
 *     before it when the rule asks that the test fails
 * @param expected value in the rule
 * @param observed value in the event, empty when the event has none
 */
public record Condition(String field, String operator, String expected, String observed) {}
