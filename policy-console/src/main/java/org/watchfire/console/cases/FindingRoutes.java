package org.watchfire.console.cases;

import static org.watchfire.console.web.Access.holds;

import java.util.List;
import org.watchfire.console.cases.CaseBody.Overstep;
import org.watchfire.console.cases.CaseBody.PersonFinding;
import org.watchfire.console.cases.CaseBody.Place;
import org.watchfire.console.cases.CaseDesk.Step;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/**
 * Findings on persons: what somebody overstepped, what proves it, what he says, what is advised.
 */
final class FindingRoutes {
  private static final int MOST = 100;
  private static final int MOST_OVERSTEPPED = 20;
  private static final int MOST_PROOF = 200;

  record Body(
      String person,
      List<Overstep> overstepped,
      String severity,
      String facts,
      List<Place> proof,
      String statement,
      String recommendation) {
    Body {
      person = Wording.required("person", person, 1, 64);
      if (!person.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
        throw new IllegalArgumentException("person expects an id of the directory");
      }
      overstepped = overstepped == null ? List.of() : overstepped;
      if (overstepped.isEmpty() || overstepped.size() > MOST_OVERSTEPPED) {
        throw new IllegalArgumentException(
            "overstepped names 1 to " + MOST_OVERSTEPPED + " rules, policies or clauses");
      }
      overstepped = overstepped.stream().map(Body::checked).toList();
      severity = Wording.severity(severity);
      facts = Wording.required("facts", facts, 4, Wording.PAGE);
      proof = proof == null ? List.of() : List.copyOf(proof);
      if (proof.size() > MOST_PROOF) {
        throw new IllegalArgumentException("proof names at most " + MOST_PROOF + " records");
      }
      statement = Wording.optional("statement", statement, Wording.PAGE);
      recommendation = Wording.optional("recommendation", recommendation, Wording.PAGE);
    }

    private static Overstep checked(Overstep o) {
      if (o == null || o.kind() == null || !o.kind().matches("rule|policy|clause")) {
        throw new IllegalArgumentException("kind expects rule, policy or clause");
      }
      return new Overstep(
          o.kind(),
          Wording.required("id", o.id(), 1, Wording.LINE),
          Wording.optional("words", o.words(), Wording.LINE));
    }

    PersonFinding numbered(int n) {
      return new PersonFinding(
          n, person, overstepped, severity, facts, proof, statement, recommendation);
    }
  }

  private final CaseDesk desk;
  private final CaseRoutes cases;

  FindingRoutes(CaseDesk desk, CaseRoutes cases) {
    this.desk = desk;
    this.cases = cases;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/cases/{id}/findings", holds(CaseDesk.WORK), this::add),
        Route.put("/cases/{id}/findings/{n}", holds(CaseDesk.WORK), this::change),
        Route.delete("/cases/{id}/findings/{n}", holds(CaseDesk.WORK), this::remove));
  }

  private void add(Call call) {
    Body body = call.body(Body.class);
    write(
        call,
        "finding",
        (handle, file) -> {
          requireFits(file, body);
          List<PersonFinding> all = file.body().findings();
          if (all.size() >= MOST) {
            throw new Refusal(413, "too-large", "a case has at most " + MOST + " findings");
          }
          // Numbers of findings that were taken back are in the entries: not used again.
          int used =
              file.entries().stream()
                  .filter(e -> e.action().equals("finding") && e.words() != null)
                  .mapToInt(e -> Integer.parseInt(e.words().split(" ", 2)[0]))
                  .max()
                  .orElse(0);
          PersonFinding finding = body.numbered(used + 1);
          List<PersonFinding> more = CaseBody.joined(all, List.of(finding));
          CaseRoutes.requireNobodyConcerned(desk.persons(handle, file), more);
          return new Step(
              file.with(file.body().withFindings(more)),
              finding.n() + " " + finding.person(),
              "finding " + finding.n());
        });
  }

  private void change(Call call) {
    Body body = call.body(Body.class);
    int n = CaseRoutes.number(call);
    write(
        call,
        "finding",
        (handle, file) -> {
          requireFits(file, body);
          requireThere(file, n);
          PersonFinding finding = body.numbered(n);
          List<PersonFinding> all =
              CaseBody.replaced(file.body().findings(), f -> f.n() == n, finding);
          CaseRoutes.requireNobodyConcerned(desk.persons(handle, file), all);
          return new Step(
              file.with(file.body().withFindings(all)), n + " " + finding.person(), "finding " + n);
        });
  }

  private void remove(Call call) {
    int n = CaseRoutes.number(call);
    write(
        call,
        "finding-remove",
        (handle, file) -> {
          requireThere(file, n);
          List<PersonFinding> rest =
              file.body().findings().stream().filter(f -> f.n() != n).toList();
          return new Step(
              file.with(file.body().withFindings(rest)), Integer.toString(n), "finding " + n);
        });
  }

  private void write(
      Call call,
      String action,
      java.util.function.BiFunction<org.jdbi.v3.core.Handle, CaseFile, Step> work) {
    cases.answer(
        call,
        200,
        desk.change(
            call.caller(),
            CaseRoutes.id(call),
            call.ifMatch(),
            action,
            (handle, file) -> {
              CaseDesk.requireState(
                  file,
                  file.state() == CaseState.INVESTIGATING,
                  "findings are written while a case is under investigation");
              return work.apply(handle, file);
            }));
  }

  private static void requireThere(CaseFile file, int n) {
    if (file.body().findings().stream().noneMatch(f -> f.n() == n)) {
      throw Refusal.notFound("there is no finding " + n);
    }
  }

  private static void requireFits(CaseFile file, Body body) {
    for (Place place : body.proof()) {
      if (place == null
          || file.body().evidence().stream().noneMatch(e -> e.is(place.stream(), place.seq()))) {
        throw new Refusal(422, "record", "proof names a record that is no evidence of the case");
      }
    }
  }
}
