package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.bundle.Manifest;
import org.watchfire.store.evidence.EvidenceException;
import org.watchfire.store.evidence.EvidenceExport;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports records as evidence; that it was done is on record before the first byte. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreExportCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--stream",
      defaultValue = "events",
      descriptionKey = "export.stream",
      description = "events, alerts, audit or deadletter (default: ${DEFAULT-VALUE})")
  String stream;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "0",
      descriptionKey = "export.from",
      description = "number of the first record (default: 0)")
  long from;

  @Option(
      names = "--to",
      paramLabel = "N",
      descriptionKey = "export.to",
      description = "number behind the last record (default: all that checkpoints cover)")
  Long to;

  @Option(
      names = "--query",
      paramLabel = "QUERY",
      descriptionKey = "export.query",
      description = "query in the search language; the bundle says which records match")
  String query;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      descriptionKey = "export.since",
      description = "earliest @timestamp of a match, ISO-8601")
  String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      descriptionKey = "export.until",
      description = "latest @timestamp of a match, excluded")
  String until;

  @Option(
      names = "--matches-only",
      descriptionKey = "export.matches",
      description =
          "only the records that match; proves that they are real, not that there are no others")
  boolean matchesOnly;

  @Option(
      names = "--purpose",
      required = true,
      paramLabel = "TEXT",
      descriptionKey = "export.purpose",
      description = "why, in words; goes into the bundle and on record")
  String purpose;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "NAME",
      descriptionKey = "export.by",
      description = "who exports")
  String by;

  @Option(
      names = "--approved-by",
      paramLabel = "NAME",
      descriptionKey = "export.approved",
      description = "who agreed to it")
  String approvedBy;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.zip",
      descriptionKey = "export.out",
      description = "the zip; must not exist")
  Path out;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      descriptionKey = "export.policy",
      description =
          "trust policy that the bundle is to satisfy (default: the store's own, else the"
              + " signatures of the site's keys)")
  Path policyFile;

  @Option(
      names = "--max-records",
      paramLabel = "N",
      defaultValue = "1000000",
      descriptionKey = "export.max",
      description = "more records are refused (default: ${DEFAULT-VALUE})")
  long maxRecords;

  @Override
  public Integer call() throws Exception {
    Stream wanted =
        Stream.of(stream)
            .orElseThrow(
                () ->
                    usage(
                        "there is no stream '" + stream + "': events, alerts, audit, deadletter"));
    if (query == null && (matchesOnly || since != null || until != null)) {
      throw usage("--matches-only, --since and --until go with --query");
    }
    if (Files.exists(out)) {
      throw usage(out + " is there already");
    }
    StoreConfig config = store.config();
    List<NoteSigner> site = new ArrayList<>();
    site.add(NoteSigner.parse(Files.readString(config.ledgerKey())));
    for (Path more : config.ledgerKeys()) {
      site.add(NoteSigner.parse(Files.readString(more)));
    }
    TrustPolicy policy = policy(site, policyFile != null ? policyFile : config.trustPolicy());
    Path secrets = config.ledgerKey().toAbsolutePath().getParent();
    EvidenceKey key =
        EvidenceKey.ensure(
            secrets.resolve("evidence.key"),
            secrets.resolve("evidence.cert"),
            site,
            policy.withoutWitnesses());
    long end = to != null ? to : size(config, wanted, site.get(0).name(), policy);
    Outbox outbox = new Outbox(config.outboxDir(), new FileDisk(), Clock.systemUTC());
    String id = onRecord(outbox, "unknown", wanted, end, Map.of());
    Manifest.Export why =
        new Manifest.Export(
            id,
            Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
            by,
            purpose,
            approvedBy,
            "watchfire 0.1.0");
    try {
      EvidenceExport.Receipt receipt = export(config, policy, key, wanted, end, why);
      onRecord(
          outbox,
          "success",
          wanted,
          end,
          Map.of("export", id, "records", receipt.records(), "bytes", receipt.bytes()));
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %d records, %d matches, %d bytes%n",
              out, receipt.records(), receipt.matches(), Files.size(out));
      return ExitCode.OK;
    } catch (EvidenceException | LedgerException | IOException e) {
      onRecord(outbox, "failure", wanted, end, Map.of("export", id, "reason", e.toString()));
      throw new CommandFailure(ExitCode.FAILED, "nothing was exported: " + e.getMessage(), e);
    }
  }

  private EvidenceExport.Receipt export(
      StoreConfig config,
      TrustPolicy policy,
      EvidenceKey key,
      Stream wanted,
      long end,
      Manifest.Export why)
      throws IOException, LedgerException, EvidenceException {
    Path directory = out.toAbsolutePath().getParent();
    Path part = Files.createTempFile(directory, out.getFileName().toString(), ".part");
    try {
      EvidenceExport exporter =
          new EvidenceExport(
              config.ledgers(), policy, key, directory, maxRecords, config.reportFont());
      Manifest.Query asked =
          query == null
              ? null
              : new Manifest.Query(Manifest.Query.LANGUAGE, query, instant(since), instant(until));
      EvidenceExport.Receipt receipt;
      try (OutputStream zip = Files.newOutputStream(part)) {
        receipt =
            matchesOnly
                ? exporter.records(wanted, LongStream.range(from, end).iterator(), asked, why, zip)
                : exporter.range(wanted, from, end, asked, why, zip);
      }
      Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
      return receipt;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private String onRecord(
      Outbox outbox, String outcome, Stream wanted, long end, Map<String, Object> more)
      throws IOException {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("purpose", purpose);
    detail.put("from", from);
    detail.put("to", end);
    detail.put("query", query == null ? "" : query);
    detail.put("approved_by", approvedBy == null ? "" : approvedBy);
    detail.putAll(more);
    return outbox.add(new StoreAct("audit.export", outcome, by, wanted.id(), detail));
  }

  private static TrustPolicy policy(List<NoteSigner> site, Path file) throws IOException {
    if (file == null) {
      return TrustPolicy.ofSite(site.stream().map(NoteSigner::verifier).toList());
    }
    try {
      return TrustPolicy.parse(Files.readString(file));
    } catch (NoteException e) {
      throw usage(file + ": " + e.getMessage());
    }
  }

  private static long size(StoreConfig config, Stream wanted, String site, TrustPolicy policy)
      throws IOException, LedgerException {
    List<StreamReader.Log> logs =
        StreamReader.of(config.ledgers(), wanted, site, policy.withoutWitnesses()).logs();
    return logs.isEmpty() ? 0 : logs.get(logs.size() - 1).end();
  }

  private static String instant(String time) {
    try {
      return time == null ? null : Instant.parse(time).toString();
    } catch (DateTimeException e) {
      throw usage(time + " is no time such as 2026-11-21T08:00:00Z");
    }
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
