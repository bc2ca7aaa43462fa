package org.watchfire.rules.alert;

import java.time.Instant;

/**
 * A pointer to one event.
 *
 * @param agent empty when unknown
 * @param summary one line for people, made harmless
 */
public record Evidence(
    String eventId, Instant timestamp, String agent, String dataset, String summary) {}
