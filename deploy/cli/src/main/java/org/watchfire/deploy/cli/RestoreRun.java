package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.store.backup.BackupChain;
import org.watchfire.store.backup.BackupDamagedException;
import org.watchfire.store.backup.RestoreDrill;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexRebuild;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.search.ElasticAuditSearch;
import org.watchfire.store.search.SearchException;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import picocli.CommandLine.Model.CommandSpec;

/** Restores a backup, checks what came of it, and reports. */
final class RestoreRun {
  private final StoreOption store;
  private final CommandSpec spec;

  RestoreRun(StoreOption store, CommandSpec spec) {
    this.store = store;
    this.spec = spec;
  }

  /**
   * @param action as it goes on record
   * @param to empty directory
   */
  int run(String action, RestoreOptions o, Path to) throws Exception {
    StoreParts parts = StoreParts.of(store.config());
    AeadKey key = parts.backupKey();
    List<RestoreDrill.Question> asked = questions(o.questions);
    List<byte[]> notes = new ArrayList<>();
    for (Path file : o.checkpoints == null ? List.<Path>of() : o.checkpoints) {
      notes.add(Files.readAllBytes(file));
    }
    PrintWriter err = spec.commandLine().getErr();
    RestoreDrill.Report report;
    try (RestClient client =
        o.elasticsearch == null
            ? null
            : ElasticConnection.open(ElasticConfig.local(o.elasticsearch))) {
      if (client != null) {
        requireScratch(client);
      }
      BackupChain chain = BackupChain.read(o.from, parts.site().verifier());
      report =
          new RestoreDrill(parts.site().verifier(), Clock.systemUTC())
              .run(
                  chain,
                  key,
                  to,
                  notes,
                  asked,
                  Optional.ofNullable(client)
                      .map(c -> restored -> rebuild(o.elasticsearch, c, parts, restored)),
                  err::println);
    } catch (BackupDamagedException e) {
      parts.act(action, "failure", o.by, o.from.toString(), Map.of("reason", e.getMessage()));
      throw new CommandFailure(ExitCode.FINDINGS, e.getMessage(), e);
    } catch (QuerySyntaxException | IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
    byte[] signed = report.sign(parts.site());
    if (o.report != null) {
      Files.write(o.report, signed);
    }
    parts.act(
        action,
        report.passed() ? "success" : "failure",
        o.by,
        o.from.toString(),
        Map.of("report", new String(signed, StandardCharsets.UTF_8)));
    report.lines().forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println(report.passed() ? "passed 通过" : "FAILED 未通过");
    return report.passed() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static List<RestoreDrill.Question> questions(List<String> texts) {
    List<RestoreDrill.Question> questions = new ArrayList<>();
    for (String text : texts == null ? List.<String>of() : texts) {
      String[] parts = text.split(":", 2);
      Optional<Stream> stream = Stream.of(parts[0]);
      if (parts.length < 2 || stream.isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "'" + text + "' is not <stream>:<query>, such as events:user.name:root");
      }
      questions.add(new RestoreDrill.Question(stream.get(), parts[1]));
    }
    return questions;
  }

  /** Restored records must never be mixed with those of a store. */
  private static void requireScratch(RestClient client) throws IOException {
    for (Stream stream : Stream.values()) {
      Request head = new Request("HEAD", "/" + stream.alias());
      if (client.performRequest(head).getStatusLine().getStatusCode() != 404) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "that Elasticsearch has " + stream.alias() + " already; a scratch one is needed");
      }
    }
  }

  private static RestoreDrill.Rebuilt rebuild(
      URI uri, RestClient client, StoreParts parts, Path restored)
      throws IOException, LedgerException {
    Path ledgers = restored.resolve("ledger");
    for (Stream stream : Stream.values()) {
      StreamReader reader = StreamReader.of(ledgers, stream, parts.site().verifier());
      if (!reader.exists()) {
        continue;
      }
      try {
        new IndexRebuild(
                reader,
                client,
                parts.config().index(),
                IndexForm.AS_RECORDED,
                new IndexFiles(restored.resolve("index"), stream),
                Clock.systemUTC())
            .run(done -> {});
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while an index was rebuilt", e);
      }
      EntityUtils.consume(
          client
              .performRequest(new Request("POST", "/" + stream.alias() + "/_refresh"))
              .getEntity());
    }
    return question -> count(uri, ledgers, parts, question);
  }

  private static long count(URI uri, Path ledgers, StoreParts parts, RestoreDrill.Question question)
      throws IOException {
    try (ElasticAuditSearch search =
        ElasticAuditSearch.open(ElasticConfig.local(uri), ledgers, parts.site().verifier())) {
      SearchPage page =
          search.search(
              new SearchRequest(question.stream(), question.query(), null, null, 1, null, null));
      if (page.totalIsLowerBound()) {
        throw new IOException("the question finds too much to be counted: ask a narrower one");
      }
      return page.total();
    } catch (SearchException | QuerySyntaxException | NoteException e) {
      throw new IOException("the rebuilt index does not answer: " + e.getMessage(), e);
    }
  }

  static void delete(Path directory) throws IOException {
    List<Path> files;
    try (java.util.stream.Stream<Path> tree = Files.walk(directory)) {
      files = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
