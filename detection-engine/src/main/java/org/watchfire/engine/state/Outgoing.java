package org.watchfire.engine.state;

/** A record for the alerts topic. */
public record Outgoing(byte[] key, byte[] value) {}
