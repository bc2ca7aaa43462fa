package org.watchfire.core.topic;

/** The Kafka topics. Who writes and reads them: docs/contracts.md §3. */
public final class Topics {
  public static final String EVENTS = "wf.events";
  public static final String ALERTS = "wf.alerts";
  public static final String AUDIT = "wf.audit";
  public static final String POLICY = "wf.policy";
  public static final String DEADLETTER = "wf.deadletter";

  private Topics() {}
}
