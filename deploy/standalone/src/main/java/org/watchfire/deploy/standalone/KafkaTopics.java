package org.watchfire.deploy.standalone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.watchfire.core.topic.Topics;

/**
 * The product's topics and who may do what on them (docs/contracts.md §3), as data, and the code
 * that makes a broker agree with it. Everything here can be repeated.
 */
public final class KafkaTopics {
  /** The broker's own principal; may do everything. */
  public static final String BROKER = "kafka";

  /** The supervisor's principal; may do everything. */
  public static final String SUPERVISOR = "supervisor";

  public static final String ENGINE = "engine";
  public static final String STORE = "store";
  public static final String CONSOLE = "console";

  /** Principals that are parts of the system; any other principal is an agent. */
  public static final Set<String> ROLES = Set.of(BROKER, SUPERVISOR, ENGINE, STORE, CONSOLE);

  /** Partitions of {@code wf.events} when nothing else is said. */
  public static final int DEFAULT_EVENT_PARTITIONS = 4;

  private static final String ANY_HOST = "*";

  /**
   * One topic as it should be.
   *
   * @param name topic
   * @param partitions number; a topic with fewer gets more, one with more keeps them
   * @param settings topic settings that are enforced
   */
  public record Topic(String name, int partitions, Map<String, String> settings) {}

  /** What a principal may do with a resource. */
  public enum Right {
    /** Produce to a topic. */
    WRITE_TOPIC,
    /** Consume from a topic. */
    READ_TOPIC,
    /** Use consumer groups whose name begins with the given one. */
    GROUP_PREFIX,
    /** Use transactional ids that begin with the given one. */
    TRANSACTION_PREFIX
  }

  /**
   * One entry of the access matrix.
   *
   * @param principal common name of a certificate
   * @param right what is allowed
   * @param resource topic, or prefix of a group or transactional id
   */
  public record Grant(String principal, Right right, String resource) {
    private List<AclBinding> bindings() {
      return switch (right) {
        case WRITE_TOPIC ->
            List.of(
                acl(ResourceType.TOPIC, PatternType.LITERAL, AclOperation.WRITE),
                acl(ResourceType.TOPIC, PatternType.LITERAL, AclOperation.DESCRIBE));
        case READ_TOPIC ->
            List.of(
                acl(ResourceType.TOPIC, PatternType.LITERAL, AclOperation.READ),
                acl(ResourceType.TOPIC, PatternType.LITERAL, AclOperation.DESCRIBE));
        case GROUP_PREFIX ->
            List.of(acl(ResourceType.GROUP, PatternType.PREFIXED, AclOperation.READ));
        case TRANSACTION_PREFIX ->
            List.of(
                acl(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, AclOperation.WRITE),
                acl(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, AclOperation.DESCRIBE));
      };
    }

    private AclBinding acl(ResourceType type, PatternType pattern, AclOperation operation) {
      return new AclBinding(
          new ResourcePattern(type, resource, pattern),
          new AccessControlEntry(
              "User:" + principal, ANY_HOST, operation, AclPermissionType.ALLOW));
    }
  }

  private KafkaTopics() {}

  /** The topics of the product. */
  public static List<Topic> topics(int eventPartitions) {
    return List.of(
        new Topic(Topics.EVENTS, eventPartitions, kept(Duration.ofDays(7))),
        new Topic(Topics.ALERTS, 1, kept(Duration.ofDays(30))),
        new Topic(Topics.AUDIT, 1, kept(Duration.ofDays(30))),
        new Topic(
            Topics.POLICY,
            1,
            Map.of(
                "cleanup.policy", "compact",
                "message.timestamp.type", "LogAppendTime",
                "min.cleanable.dirty.ratio", "0.1",
                // A reader that was away for less than this sees every deletion.
                "delete.retention.ms", Long.toString(Duration.ofDays(30).toMillis()))),
        new Topic(Topics.DEADLETTER, 1, kept(Duration.ofDays(30))));
  }

  /** What the parts of the system may do; agents are {@link #agentGrants}. */
  public static List<Grant> roleGrants() {
    return List.of(
        new Grant(ENGINE, Right.READ_TOPIC, Topics.EVENTS),
        new Grant(ENGINE, Right.READ_TOPIC, Topics.POLICY),
        new Grant(ENGINE, Right.READ_TOPIC, Topics.AUDIT),
        new Grant(ENGINE, Right.WRITE_TOPIC, Topics.ALERTS),
        new Grant(ENGINE, Right.WRITE_TOPIC, Topics.AUDIT),
        new Grant(ENGINE, Right.GROUP_PREFIX, "engine"),
        new Grant(ENGINE, Right.TRANSACTION_PREFIX, "engine"),
        new Grant(STORE, Right.READ_TOPIC, Topics.EVENTS),
        new Grant(STORE, Right.READ_TOPIC, Topics.ALERTS),
        new Grant(STORE, Right.READ_TOPIC, Topics.AUDIT),
        new Grant(STORE, Right.READ_TOPIC, Topics.DEADLETTER),
        new Grant(STORE, Right.WRITE_TOPIC, Topics.ALERTS),
        new Grant(STORE, Right.WRITE_TOPIC, Topics.AUDIT),
        new Grant(STORE, Right.WRITE_TOPIC, Topics.DEADLETTER),
        new Grant(STORE, Right.GROUP_PREFIX, "store"),
        new Grant(CONSOLE, Right.READ_TOPIC, Topics.ALERTS),
        new Grant(CONSOLE, Right.READ_TOPIC, Topics.POLICY),
        new Grant(CONSOLE, Right.WRITE_TOPIC, Topics.POLICY),
        new Grant(CONSOLE, Right.WRITE_TOPIC, Topics.AUDIT),
        // What it finds itself: rows that were tampered with, emergency grants.
        new Grant(CONSOLE, Right.WRITE_TOPIC, Topics.ALERTS),
        new Grant(CONSOLE, Right.GROUP_PREFIX, "console"));
  }

  /** What one agent may do. It assigns partitions by hand and needs no group. */
  public static List<Grant> agentGrants(String agent) {
    return List.of(
        new Grant(agent, Right.WRITE_TOPIC, Topics.EVENTS),
        new Grant(agent, Right.READ_TOPIC, Topics.POLICY));
  }

  /**
   * Creates or corrects the topics and grants the rights of the system's parts and of the agents.
   *
   * @param admin client with the rights of {@link #SUPERVISOR}; stays open
   * @throws IllegalStateException when the broker refuses or does not answer
   */
  public static void ensure(Admin admin, int eventPartitions, Collection<String> agents) {
    List<Topic> wanted = topics(eventPartitions);
    Map<String, KafkaFuture<Void>> created =
        admin
            .createTopics(
                wanted.stream()
                    .map(
                        t ->
                            new NewTopic(
                                    t.name(), Optional.of(t.partitions()), Optional.of((short) 1))
                                .configs(t.settings()))
                    .toList())
            .values();
    List<Topic> existing =
        wanted.stream()
            .filter(topic -> !succeeded(created.get(topic.name()), TopicExistsException.class))
            .toList();
    correct(admin, existing);
    create(admin, roleGrants());
    grant(admin, agents);
  }

  /** Grants agents their rights. */
  public static void grant(Admin admin, Collection<String> agents) {
    create(admin, agents.stream().flatMap(agent -> agentGrants(agent).stream()).toList());
  }

  /** Takes every right from a principal. */
  public static void revoke(Admin admin, String principal) {
    await(
        admin
            .deleteAcls(
                List.of(
                    new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter(
                            "User:" + principal, null, AclOperation.ANY, AclPermissionType.ANY))))
            .all());
  }

  /** Deletes the topics with their records; for tests and {@code reset}. */
  static void drop(Admin admin) {
    Map<String, KafkaFuture<Void>> deleted =
        admin.deleteTopics(topics(1).stream().map(Topic::name).toList()).topicNameValues();
    deleted.values().forEach(f -> succeeded(f, UnknownTopicOrPartitionException.class));
  }

  private static void correct(Admin admin, List<Topic> existing) {
    if (existing.isEmpty()) {
      return;
    }
    Map<String, TopicDescription> now =
        await(admin.describeTopics(existing.stream().map(Topic::name).toList()).allTopicNames());
    Map<String, NewPartitions> grow =
        existing.stream()
            .filter(topic -> now.get(topic.name()).partitions().size() < topic.partitions())
            .collect(Collectors.toMap(Topic::name, t -> NewPartitions.increaseTo(t.partitions())));
    if (!grow.isEmpty()) {
      await(admin.createPartitions(grow).all());
    }
    Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
    for (Topic topic : existing) {
      List<AlterConfigOp> changes = new ArrayList<>();
      topic
          .settings()
          .forEach(
              (name, value) ->
                  changes.add(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
      settings.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), changes);
    }
    await(admin.incrementalAlterConfigs(settings).all());
  }

  private static void create(Admin admin, List<Grant> grants) {
    List<AclBinding> bindings = grants.stream().flatMap(g -> g.bindings().stream()).toList();
    if (!bindings.isEmpty()) {
      await(admin.createAcls(bindings).all());
    }
  }

  private static Map<String, String> kept(Duration retention) {
    return Map.of(
        "cleanup.policy", "delete",
        "message.timestamp.type", "LogAppendTime",
        "retention.ms", Long.toString(retention.toMillis()));
  }

  private static boolean succeeded(
      KafkaFuture<Void> future, Class<? extends Exception> acceptable) {
    try {
      future.get();
      return true;
    } catch (ExecutionException e) {
      if (acceptable.isInstance(e.getCause())) {
        return false;
      }
      throw new IllegalStateException("the broker refused: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker refused: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }
}
