package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessChange;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.DecisionReplay;
import org.watchfire.rules.access.DryRun;
import org.watchfire.rules.access.DryRunSummary;
import org.watchfire.rules.access.RecordedDecision;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.files.JsonObjects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says who gains and who loses when one policy set follows another. */
@Command(
    name = "dry-run",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyDryRunCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final int MOST = 10;

  @Mixin DirectoryOptions directory;
  @Spec CommandSpec spec;

  @Option(
      names = "--old",
      paramLabel = "FILE",
      descriptionKey = "policy.old",
      description = "the policy set in force (default: none)")
  Path old;

  @Option(
      names = "--new",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "policy.new",
      description = "the policy set that would follow")
  Path next;

  @Option(
      names = "--list",
      paramLabel = "N",
      defaultValue = "20",
      descriptionKey = "policy.list",
      description = "list the first N changes (default: ${DEFAULT-VALUE})")
  long list;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      descriptionKey = "policy.replay",
      description = "recorded decisions, one JSON object each, to be made again under the new set")
  String replay;

  @Override
  public Integer call() throws IOException {
    Directory known = directory.read();
    AccessEvaluator before =
        old == null
            ? AccessEvaluator.ofNoPolicies()
            : AccessEvaluator.of(PolicyFiles.set(old), known.departments());
    AccessEvaluator after = AccessEvaluator.of(PolicyFiles.set(next), known.departments());
    DryRun dryRun =
        new DryRun(before, after, known.persons(), known.assets(), AccessContext.UNKNOWN);
    PrintWriter out = spec.commandLine().getOut();
    DryRunSummary summary = dryRun.summary();
    print(summary, out);
    list(dryRun, out);
    if (replay != null) {
      replay(after, known, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(DryRunSummary s, PrintWriter out) {
    out.println("policies added " + s.policiesAdded());
    out.println("policies removed " + s.policiesRemoved());
    out.println("policies changed " + s.policiesChanged());
    out.println("gained " + DryRunSummary.total(s.gained()) + " " + words(s.gained()));
    out.println("lost " + DryRunSummary.total(s.lost()) + " " + words(s.lost()));
    out.println("other terms " + DryRunSummary.total(s.terms()) + " " + words(s.terms()));
    out.println("people gaining " + s.personsGaining() + ", losing " + s.personsLosing());
    out.println("assets gained " + s.assetsGained() + ", lost " + s.assetsLost());
    most("people", s.persons(), out);
    most("assets", s.assets(), out);
  }

  private static String words(Map<AccessAction, Long> byAction) {
    StringBuilder words = new StringBuilder();
    byAction.forEach(
        (a, n) -> words.append(words.isEmpty() ? "" : ", ").append(a.text() + " " + n));
    return "(" + words + ")";
  }

  private static void most(String what, List<DryRunSummary.Affected> affected, PrintWriter out) {
    out.println(what + " with changes " + affected.size());
    affected.stream()
        .limit(MOST)
        .forEach(
            a ->
                out.println(
                    "  "
                        + a.id()
                        + " "
                        + a.name()
                        + ": gained "
                        + a.gained()
                        + ", lost "
                        + a.lost()
                        + ", other terms "
                        + a.terms()));
  }

  private void list(DryRun dryRun, PrintWriter out) {
    String cursor = "";
    long left = list;
    while (left > 0) {
      DryRun.Page page = dryRun.page(cursor, (int) Math.min(left, PAGE));
      page.items().forEach(c -> out.println(text(c)));
      left -= page.items().size();
      cursor = page.next();
      if (cursor.isEmpty()) {
        return;
      }
    }
  }

  private static String text(AccessChange c) {
    return String.join(
        "\t",
        c.kind().name(),
        c.person(),
        c.action().text(),
        c.asset(),
        c.before() + " -> " + c.after(),
        c.policyBefore() + " -> " + c.policyAfter());
  }

  private void replay(AccessEvaluator after, Directory known, PrintWriter out) throws IOException {
    DecisionReplay replayed = new DecisionReplay(after, known);
    try (JsonObjects parts = JsonObjects.of(InspectCommand.open(replay))) {
      for (JsonObjects.Part part = parts.next(); part != null; part = parts.next()) {
        String where = replay + ", object " + part.index();
        if (!(part instanceof JsonObjects.Found found)) {
          throw new CommandFailure(
              ExitCode.FAILED, where + ": " + ((JsonObjects.Malformed) part).reason());
        }
        try {
          replayed.replay(RecordedDecision.read(found.json())).ifPresent(c -> print(c, out));
        } catch (AccessPolicyException e) {
          throw new CommandFailure(ExitCode.FAILED, where + ": " + e.getMessage(), e);
        }
      }
    }
    out.println(
        "replayed "
            + replayed.decisions()
            + ", now allowed "
            + replayed.nowAllowed()
            + ", now denied "
            + replayed.nowDenied());
  }

  private static void print(DecisionReplay.Changed c, PrintWriter out) {
    out.println(
        String.join(
            "\t",
            c.now().allowed() ? "NOW ALLOWED" : "NOW DENIED",
            c.recorded().person(),
            c.recorded().action().text(),
            c.recorded().asset(),
            c.now().reason().text(),
            c.now().policyId()));
  }
}
