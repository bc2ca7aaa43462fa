package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.watchfire.core.json.Json;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.Duties;
import org.watchfire.rules.access.Explanation;
import org.watchfire.rules.access.Facet;
import org.watchfire.rules.access.Presumption;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Decides one request and prints every step. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyExplainCommand implements Callable<Integer> {
  @Mixin DirectoryOptions directory;
  @Spec CommandSpec spec;

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "policy.policies",
      description = "JSON file with the policy set")
  Path policies;

  @Option(
      names = "--person",
      required = true,
      paramLabel = "ID",
      descriptionKey = "policy.person",
      description = "id of the person, or an account")
  String person;

  @Option(
      names = "--asset",
      required = true,
      paramLabel = "ID",
      descriptionKey = "policy.asset",
      description = "id of the asset")
  String asset;

  @Option(
      names = "--target",
      paramLabel = "SELECTOR",
      descriptionKey = "policy.target",
      description = "the very thing: path:/…, db:…, url:… or host:…")
  String target;

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      descriptionKey = "policy.action",
      description = "list, read, write, delete, export, share, reveal, execute, log-on, administer")
  String action;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      descriptionKey = "policy.purpose",
      description = "declared purpose")
  String purpose;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      descriptionKey = "policy.at",
      description = "time with offset (default: now)")
  String at;

  @Option(
      names = "--from-ip",
      paramLabel = "IP",
      descriptionKey = "policy.from-ip",
      description = "source address")
  String fromIp;

  @Option(
      names = "--mfa-age",
      paramLabel = "DURATION",
      descriptionKey = "policy.mfa-age",
      description = "how long ago the second factor was shown, such as PT5M")
  Duration mfaAge;

  @Option(
      names = "--case",
      paramLabel = "ID",
      descriptionKey = "policy.case",
      description = "case it belongs to")
  String caseId;

  @Option(
      names = "--lenient",
      descriptionKey = "policy.lenient",
      description = "presume that what is not given was in order, as for other systems' logs")
  boolean lenient;

  @Option(
      names = "--all",
      descriptionKey = "policy.all",
      description = "list policies that are not about this request too")
  boolean all;

  @Option(names = "--json", descriptionKey = "policy.json", description = "print JSON")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Directory known = directory.read();
    AccessEvaluator evaluator = AccessEvaluator.of(PolicyFiles.set(policies), known.departments());
    Explanation explained =
        evaluator.explain(request(known), lenient ? Presumption.LENIENT : Presumption.STRICT);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(Json.write(explained.tree(all)), StandardCharsets.UTF_8));
    } else {
      print(explained, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private AccessRequest request(Directory known) {
    Person who = known.person(person).or(() -> known.personByAccount(person)).orElse(null);
    Asset what = known.asset(asset).orElseGet(() -> Asset.unknown(asset));
    try {
      return new AccessRequest(
          who,
          what,
          target == null ? null : Selector.parse(target).orElseThrow(() -> usage("--target")),
          AccessAction.of(action).orElseThrow(() -> usage("--action")),
          new AccessContext(
              at == null ? Instant.now() : OffsetDateTime.parse(at).toInstant(),
              purpose,
              fromIp,
              mfaAge,
              caseId));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ParameterException usage(String option) {
    return new ParameterException(spec.commandLine(), option + " has no such value");
  }

  private void print(Explanation e, PrintWriter out) {
    out.println(e.summary().zh());
    out.println(e.summary().en());
    line(out, "  ", e.labels());
    for (Explanation.Judgement j : e.judgements()) {
      if (!all && !j.about()) {
        continue;
      }
      out.println(
          (j.applies() ? "* " : "- ")
              + j.policy().effect().text()
              + " "
              + j.policy().id()
              + "  "
              + j.policy().title().zh()
              + " / "
              + j.policy().title().en());
      j.steps().forEach(s -> line(out, "    ", s));
    }
    Duties d = e.decision().duties();
    for (Duties.View view : d.views()) {
      if (!view.maskFields().isEmpty() || !view.rowFilter().isEmpty()) {
        out.println("mask " + view.maskFields() + " rows '" + view.rowFilter() + "'");
      }
    }
    if (d.justification() || d.watermark() || !d.notified().isEmpty()) {
      out.println(
          "justification "
              + d.justification()
              + ", watermark "
              + d.watermark()
              + ", notify "
              + d.notified());
    }
    if (!e.missing().isEmpty()) {
      out.println(
          "未提供 / not given: "
              + e.missing().stream().map(Facet::text).collect(Collectors.joining(", ")));
    }
    out.println(
        "set version " + e.decision().setVersion() + ", reason " + e.decision().reason().text());
  }

  private static void line(PrintWriter out, String indent, Explanation.Step step) {
    out.println(indent + step.text().zh());
    out.println(indent + step.text().en());
  }
}
