package org.watchfire.core.event;

/** Names of ECS and {@code gov.*} fields that more than one part of the product uses. */
public final class EcsFields {
  /** The ECS release whose names are used; goes into {@code ecs.version} of every document. */
  public static final String VERSION = "8.17.0";

  public static final String TIMESTAMP = "@timestamp";
  public static final String ECS_VERSION = "ecs.version";
  public static final String MESSAGE = "message";
  public static final String TAGS = "tags";
  public static final String AGENT_ID = "agent.id";
  public static final String AGENT_TYPE = "agent.type";
  public static final String EVENT_ID = "event.id";
  public static final String EVENT_KIND = "event.kind";
  public static final String EVENT_MODULE = "event.module";
  public static final String EVENT_DATASET = "event.dataset";
  public static final String EVENT_CATEGORY = "event.category";
  public static final String EVENT_TYPE = "event.type";
  public static final String EVENT_ACTION = "event.action";
  public static final String EVENT_OUTCOME = "event.outcome";
  public static final String EVENT_CREATED = "event.created";
  public static final String EVENT_ORIGINAL = "event.original";
  public static final String EVENT_TIMEZONE = "event.timezone";
  public static final String ERROR_MESSAGE = "error.message";
  public static final String LOG_FILE_PATH = "log.file.path";
  public static final String LOG_OFFSET = "log.offset";
  public static final String HOST_NAME = "host.name";
  public static final String SOURCE_IP = "source.ip";
  public static final String USER_NAME = "user.name";
  public static final String USER_EFFECTIVE_NAME = "user.effective.name";
  public static final String FILE_PATH = "file.path";
  public static final String GOV_FINDINGS = "gov.data.findings";
  public static final String GOV_MARKING = "gov.data.marking";
  public static final String GOV_DATA_LEVEL = "gov.data.level";
  public static final String GOV_DATA_RANK = "gov.data.rank";
  public static final String GOV_AGENT_SKEW_MS = "gov.agent.skew_ms";

  /** {@code event.kind} of a line that no parser could read. */
  public static final String KIND_PIPELINE_ERROR = "pipeline_error";

  private EcsFields() {}
}
