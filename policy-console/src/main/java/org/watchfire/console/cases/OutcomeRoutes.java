package org.watchfire.console.cases;

import static org.watchfire.console.web.Access.holds;

import java.time.LocalDate;
import java.util.List;
import org.watchfire.console.cases.CaseBody.Decision;
import org.watchfire.console.cases.CaseBody.Dispatch;
import org.watchfire.console.cases.CaseBody.Receipt;
import org.watchfire.console.cases.CaseDesk.Step;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** What becomes of findings: sent to the responsible body, confirmed by it, decided by it. */
final class OutcomeRoutes {
  record Sending(String body, String contact, String due) {
    Sending {
      body = Wording.required("body", body, 2, Wording.LINE);
      contact = Wording.optional("contact", contact, Wording.LINE);
      due = CaseRoutes.date("due", due == null ? "" : due).toString();
    }
  }

  record Confirmed(String number, String date) {
    Confirmed {
      number = Wording.required("number", number, 1, Wording.LINE);
      date = CaseRoutes.date("date", date == null ? "" : date).toString();
    }
  }

  record Outcome(String outcome, String date, String measure, String reference) {
    Outcome {
      if (outcome == null || !outcome.matches("upheld|partly_upheld|dismissed|other")) {
        throw new IllegalArgumentException(
            "outcome expects upheld, partly_upheld, dismissed or other");
      }
      date = CaseRoutes.date("date", date == null ? "" : date).toString();
      measure = Wording.required("measure", measure, 2, Wording.PAGE);
      reference = Wording.optional("reference", reference, Wording.LINE);
    }
  }

  private final CaseDesk desk;
  private final CaseRoutes cases;

  OutcomeRoutes(CaseDesk desk, CaseRoutes cases) {
    this.desk = desk;
    this.cases = cases;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/cases/{id}/dispatch", holds(CaseDesk.WORK), this::send),
        Route.post("/cases/{id}/receipt", holds(CaseDesk.WORK), this::receipt),
        Route.post("/cases/{id}/decision", holds(CaseDesk.WORK), this::decision));
  }

  private void send(Call call) {
    Sending body = call.body(Sending.class);
    LocalDate due = LocalDate.parse(body.due());
    if (due.isBefore(desk.today())) {
      throw Refusal.invalid("due is over already");
    }
    Caller caller = call.caller();
    change(
        call,
        "dispatch",
        CaseState.CONCLUDED,
        file -> {
          CaseDesk.requireLead(caller, file);
          if (file.body().findings().isEmpty()) {
            throw new Refusal(409, "state", "there is nothing to be sent: no finding on a person");
          }
          Dispatch sent =
              new Dispatch(body.body(), body.contact(), due, desk.now(), caller.username(), null);
          String words = body.body() + ", due " + due;
          return new Step(file.with(file.body().sent(sent)).in(CaseState.SENT, due), words, words);
        });
  }

  private void receipt(Call call) {
    Confirmed body = call.body(Confirmed.class);
    change(
        call,
        "receipt",
        CaseState.SENT,
        file -> {
          Dispatch sent = file.body().dispatch();
          if (sent.receipt() != null) {
            throw new Refusal(409, "state", "the receipt is on record already");
          }
          Receipt receipt =
              new Receipt(
                  body.number(),
                  LocalDate.parse(body.date()),
                  desk.now(),
                  call.caller().username());
          Dispatch confirmed =
              new Dispatch(
                  sent.body(), sent.contact(), sent.due(), sent.sentAt(), sent.sentBy(), receipt);
          return new Step(
              file.with(file.body().sent(confirmed)), body.number(), "receipt " + body.number());
        });
  }

  private void decision(Call call) {
    Outcome body = call.body(Outcome.class);
    LocalDate date = LocalDate.parse(body.date());
    if (date.isAfter(desk.today())) {
      throw Refusal.invalid("date is still to come");
    }
    change(
        call,
        "decision",
        CaseState.SENT,
        file -> {
          Decision decision =
              new Decision(
                  body.outcome(),
                  date,
                  body.measure(),
                  body.reference(),
                  desk.now(),
                  call.caller().username());
          return new Step(
              file.with(file.body().decided(decision)).in(CaseState.DECIDED, null),
              body.outcome() + " " + date,
              body.outcome() + " " + date);
        });
  }

  private void change(
      Call call,
      String action,
      CaseState needed,
      java.util.function.Function<CaseFile, Step> work) {
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
                  file, file.state() == needed, "this is done to a case that is " + needed.text());
              return work.apply(file);
            }));
  }
}
