package org.watchfire.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.store.index.ElasticCapabilities;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexLifecycle;
import org.watchfire.store.index.Indexer;
import org.watchfire.store.ingest.Lane;
import org.watchfire.store.ingest.Lanes;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.OutboxSender;
import org.watchfire.store.reconcile.IndexCare;
import org.watchfire.store.reconcile.KafkaTamperSink;
import org.watchfire.store.reconcile.Reconciler;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.witness.Witnesses;

/**
 * The store process: {@code Store --config FILE}. Exit codes: 0 stopped in order, 1 failed, 2 wrong
 * usage or configuration. Kafka or Elasticsearch being away is waited for.
 */
public final class Store implements Closeable {
  static {
    // Before the first logger: as a library this module must not bring a logback.xml of its own.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "org/watchfire/store/logback.xml");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  private static final long STOP_MILLIS = 20_000;

  private final List<Lane> lanes;
  private final List<Indexer> indexers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final RestClient elasticsearch;
  private final IndexCare care;
  private final Witnesses witnesses;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final StoreHealth health;
  private final OutboxSender outbox;
  private final IndexForm form;

  private Store(StoreConfig config, LogSigner keys) throws IOException, NoteException {
    Optional<Sealer> sealer = Sealer.open(config.sealing(), config.sealingDir(), Clock.systemUTC());
    outbox =
        new OutboxSender(
            new Outbox(config.outboxDir(), new FileDisk(), Clock.systemUTC()), config.kafka());
    form =
        sealer.isPresent()
            ? (stream, seq, record) -> sealer.get().indexed(stream, record)
            : IndexForm.AS_RECORDED;
    NoteVerifier site = keys.verifiers().get(0);
    TrustPolicy policy =
        config.trustPolicy() == null
            ? TrustPolicy.ofSite(keys.verifiers())
            : TrustPolicy.parse(Files.readString(config.trustPolicy()));
    SSLContext tls =
        config.witnessCaFile() == null ? null : ElasticConnection.trusting(config.witnessCaFile());
    witnesses = Witnesses.of(policy, keys, tls);
    lanes =
        new Lanes(
                config.kafka(),
                config.ledgers(),
                config.marks(),
                keys,
                witnesses,
                config.agentsFile(),
                Set.copyOf(config.foreignSources()),
                config.ingest(),
                sealer)
            .create();
    elasticsearch = ElasticConnection.open(config.elasticsearch());
    for (Lane lane : lanes) {
      indexers.add(
          new Indexer(
              StreamReader.of(config.ledgers(), lane.stream(), site),
              elasticsearch,
              config.index(),
              form,
              new IndexFiles(config.indexDir(), lane.stream()),
              Clock.systemUTC()));
    }
    care = care(config, site);
    health = StoreHealth.start(config.healthPort(), lanes, indexers, care, witnesses, outbox);
  }

  private IndexCare care(StoreConfig config, NoteVerifier site) throws NoteException {
    Map<Stream, Reconciler> reconcilers = new EnumMap<>(Stream.class);
    for (Lane lane : lanes) {
      reconcilers.put(
          lane.stream(),
          new Reconciler(
              StreamReader.of(config.ledgers(), lane.stream(), site),
              elasticsearch,
              config.index(),
              form,
              new IndexFiles(config.indexDir(), lane.stream()),
              Clock.systemUTC(),
              new SecureRandom(),
              stop));
    }
    return new IndexCare(
        indexers,
        reconcilers,
        new IndexLifecycle(elasticsearch),
        new ElasticCapabilities(elasticsearch),
        new KafkaTamperSink(config.kafka()),
        config.index().reconcileInterval(),
        Clock.systemUTC(),
        stop);
  }

  /**
   * Starts all lanes and index followers.
   *
   * @throws IOException when the health port or a file named in the configuration cannot be used
   * @throws NoteException when the ledger key is malformed
   */
  public static Store start(StoreConfig config) throws IOException, NoteException {
    LogSigner site = config.signer();
    Store store = new Store(config, site);
    for (int i = 0; i < store.lanes.size(); i++) {
      Lane lane = store.lanes.get(i);
      store.run("lane-" + lane.stream().id(), lane);
      store.run("index-" + lane.stream().id(), store.indexers.get(i));
    }
    store.run("index-care", store.care);
    store.run("outbox", store.outbox);
    store.followWithWitnesses(config, site.verifiers().get(0));
    LOG.info(
        "store of site {}: ledgers in {}, health on port {}",
        site.origin(),
        config.ledgers(),
        store.health.port());
    return store;
  }

  private void followWithWitnesses(StoreConfig config, NoteVerifier site) throws NoteException {
    List<StreamReader> readers = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      readers.add(StreamReader.of(config.ledgers(), stream, site));
    }
    witnesses.start(readers, List.of(Stream.values()), new FileDisk());
  }

  private void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setUncaughtExceptionHandler(Store::crash);
    thread.start();
    threads.add(thread);
  }

  /**
   * What no code expected, such as no memory: the process ends and its supervisor starts it again.
   */
  private static void crash(Thread thread, Throwable e) {
    LOG.error("{} failed; the process ends to be started again", thread.getName(), e);
    Runtime.getRuntime().halt(1);
  }

  /** Port of the health service. */
  public int healthPort() {
    return health.port();
  }

  /** Stops everything in order; what was read is committed or will be read again. */
  @Override
  public void close() throws IOException {
    lanes.forEach(Lane::stop);
    indexers.forEach(Indexer::stop);
    stop.countDown();
    outbox.stop();
    try {
      for (Thread thread : threads) {
        thread.join(STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    witnesses.close();
    health.close();
    elasticsearch.close();
  }

  /** See the class. */
  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: Store --config FILE");
      System.exit(2);
    }
    try {
      StoreConfig config = YamlConfig.load(Path.of(args[1]), StoreConfig.class);
      Store store = start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(store), "stop"));
    } catch (ConfigException | NoteException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("store cannot start: " + e);
      System.exit(2);
    }
  }

  /** Runs at SIGTERM. Halting is the only way for a stopped JVM to say that all went well. */
  private static void stop(Store store) {
    try {
      store.close();
      Runtime.getRuntime().halt(0);
    } catch (IOException e) {
      LOG.error("stopping failed", e);
      Runtime.getRuntime().halt(1);
    }
  }
}
