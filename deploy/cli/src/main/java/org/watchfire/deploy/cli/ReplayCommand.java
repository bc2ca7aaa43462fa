package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.collector.replay.Replay;
import org.watchfire.collector.replay.ReplayResult;
import org.watchfire.collector.replay.ReplaySpec;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.supervisor.IndexClient;
import org.watchfire.deploy.supervisor.Installation;
import org.watchfire.deploy.supervisor.SupervisorState;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends an existing log file through the agent's path, once. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ReplayCommand implements Callable<Integer> {
  private static final long READ_BYTES = 4 << 20;
  private static final long POLL_MILLIS = 300;

  @Mixin InstallationOption installation;
  @Mixin LogTimeOptions how;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|-",
      descriptionKey = "parse.file",
      description = "what to read; - is standard input; gzip is recognised")
  String file;

  @Option(
      names = "--wait",
      defaultValue = "120",
      descriptionKey = "replay.wait",
      description = "seconds to wait for ledger and index (default: ${DEFAULT-VALUE})")
  int wait;

  @Override
  public Integer call() throws Exception {
    DataDirectory data = installation.directory();
    SupervisorState state = installation.running();
    String source = how.requireSource();
    boolean standardInput = file.equals("-");
    if (!standardInput && !Files.isRegularFile(Path.of(file))) {
      throw new CommandFailure(ExitCode.NOT_FOUND, file + ": no such file");
    }
    StreamReader ledger = ledger(data);
    long before = ledger.size();

    Path secrets = data.secrets();
    String agent = Installation.REPLAY_AGENT;
    ReplaySpec replay =
        new ReplaySpec(
            agent,
            new KafkaClientConfig(
                "127.0.0.1:" + state.port("kafka"),
                secrets.resolve("ca.crt"),
                secrets.resolve(agent + ".crt"),
                secrets.resolve(agent + ".key")),
            Topics.EVENTS,
            MacKey.parse(Files.readString(secrets.resolve(agent + ".mac"))),
            data.of("replay"),
            source,
            standardInput ? null : Path.of(file),
            standardInput ? System.in : null,
            null,
            "",
            how.timezone,
            how.year,
            Map.of(),
            Map.of(),
            true,
            Duration.ofMinutes(2));
    ReplayResult sent = Replay.run(replay);
    System.err.printf(
        "%s: %d lines, %d events sent and acknowledged, %d structured%n",
        file, sent.lines(), sent.events(), sent.structured());
    sent.unparsed().forEach((why, n) -> System.err.printf("  %8d  %s%n", n, why));

    long recorded = awaitLedger(ledger, before, sent.events());
    long indexed = awaitIndex(state, before, sent.events());
    spec.commandLine()
        .getOut()
        .printf(
            "lines %d  events %d  ledger %d  index %d%n",
            sent.lines(), sent.events(), recorded, indexed);
    return recorded == sent.events() && indexed == sent.events() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static StreamReader ledger(DataDirectory data) throws Exception {
    NoteVerifier site =
        NoteVerifier.parse(Files.readString(data.secrets().resolve("ledger.pub")).strip());
    return StreamReader.of(data.of("ledger"), Stream.EVENTS, site);
  }

  private long awaitLedger(StreamReader ledger, long from, long expected) throws Exception {
    long until = System.nanoTime() + wait * 1_000_000_000L;
    long at = from;
    long found = 0;
    while (true) {
      long size = ledger.size();
      while (at < size) {
        for (byte[] entry : ledger.entries(at, READ_BYTES)) {
          at++;
          // A log of a new period begins with a checkpoint, which is no event.
          if (StreamReader.closingCheckpoint(entry).isPresent()) {
            continue;
          }
          Event event = EventCodec.decode(entry);
          found += Installation.REPLAY_AGENT.equals(event.text(EcsFields.AGENT_ID)) ? 1 : 0;
        }
      }
      if (found >= expected || System.nanoTime() > until) {
        return found;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long awaitIndex(SupervisorState state, long from, long expected)
      throws IOException, InterruptedException {
    IndexClient index = new IndexClient(state.port("elasticsearch"));
    Map<String, Object> query =
        Map.of(
            "bool",
            Map.of(
                "filter",
                List.of(
                    Map.of("range", Map.of("wf.seq", Map.of("gte", from))),
                    Map.of("term", Map.of(EcsFields.AGENT_ID, Installation.REPLAY_AGENT)))));
    long until = System.nanoTime() + wait * 1_000_000_000L;
    while (true) {
      index.refresh(Stream.EVENTS.alias());
      long found = index.count(Stream.EVENTS.alias(), query);
      if (found >= expected || System.nanoTime() > until) {
        return found;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
