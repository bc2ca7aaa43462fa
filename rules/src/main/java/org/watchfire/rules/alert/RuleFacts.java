package org.watchfire.rules.alert;

import java.util.List;

/** What an alert says about its rule. */
public record RuleFacts(
    String id,
    String version,
    String name,
    List<String> references,
    List<String> tactics,
    List<String> techniques,
    List<String> tags) {}
