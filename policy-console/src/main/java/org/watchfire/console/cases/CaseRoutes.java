package org.watchfire.console.cases;

import static org.watchfire.console.web.Access.holds;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.cases.CaseBody.Task;
import org.watchfire.console.cases.CaseDesk.Step;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The routes of cases: opening, people, notes, tasks, alerts, and the end of the work. */
final class CaseRoutes {
  private static final int MAX_ALERTS = 200;
  private static final int MAX_TASKS = 200;

  record Opening(
      String title, String severity, String summary, List<String> members, List<String> alerts) {
    Opening {
      title = Wording.required("title", title, 2, Wording.LINE);
      severity = Wording.severity(severity);
      summary = Wording.optional("summary", summary, Wording.PAGE);
      members = members == null ? List.of() : List.copyOf(members);
      alerts = alertIds(alerts == null ? List.of() : alerts);
    }
  }

  record Heading(String title, String severity, String summary, String lead, List<String> members) {
    Heading {
      title = Wording.required("title", title, 2, Wording.LINE);
      severity = Wording.severity(severity);
      summary = Wording.optional("summary", summary, Wording.PAGE);
      lead = Wording.required("lead", lead, 1, Wording.LINE);
      members = members == null ? List.of() : List.copyOf(members);
    }
  }

  record Alerts(List<String> alerts) {
    Alerts {
      alerts = alertIds(alerts == null ? List.of() : alerts);
      if (alerts.isEmpty()) {
        throw new IllegalArgumentException("alerts expects at least one");
      }
    }
  }

  record Note(String text) {
    Note {
      text = Wording.required("text", text, 1, Wording.PAGE);
    }
  }

  record TaskBody(String title, String assignee, String due, Boolean done) {
    TaskBody {
      title = Wording.required("title", title, 2, Wording.LINE);
      due = due == null ? null : date("due", due).toString();
    }
  }

  record Escalation(String caseId, String title, String severity) {}

  private final CaseDesk desk;

  CaseRoutes(CaseDesk desk) {
    this.desk = desk;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/cases", holds(CaseDesk.READ), this::list),
        Route.post("/cases", holds(CaseDesk.WORK), this::begin),
        Route.get("/cases/{id}", holds(CaseDesk.READ), this::open),
        Route.put("/cases/{id}", holds(CaseDesk.WORK), this::heading),
        Route.post("/cases/{id}/investigate", holds(CaseDesk.WORK), this::investigate),
        Route.post("/cases/{id}/alerts", holds(CaseDesk.WORK), this::alerts),
        Route.post("/cases/{id}/notes", holds(CaseDesk.READ), this::note),
        Route.post("/cases/{id}/tasks", holds(CaseDesk.WORK), this::addTask),
        Route.put("/cases/{id}/tasks/{n}", holds(CaseDesk.WORK), this::changeTask),
        Route.post("/cases/{id}/close", holds(CaseDesk.WORK), this::close),
        Route.post("/alerts/{id}/escalate", holds(CaseDesk.WORK), this::escalate));
  }

  private void list(Call call) {
    String state = call.query("state");
    String before = call.query("cursor");
    int limit = call.queryInt("limit", 50, 1, 200);
    CaseState wanted;
    try {
      wanted = state == null ? null : CaseState.of(state);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("parameter state has no such value");
    }
    boolean mine = "true".equals(call.query("mine"));
    boolean overdue = "true".equals(call.query("overdue"));
    Caller caller = call.caller();
    LocalDate today = desk.today();
    List<CaseStore.Header> page =
        desk.list(
            caller,
            new CaseStore.Filter(
                wanted,
                mine ? caller.username() : null,
                overdue ? today : null,
                before,
                limit + 1));
    boolean more = page.size() > limit;
    List<CaseStore.Header> shown = more ? page.subList(0, limit) : page;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", shown.stream().map(h -> header(h, caller, today)).toList());
    answer.put("next", more ? shown.get(limit - 1).id() : null);
    call.json(answer);
  }

  /** A title may name somebody: it is for whoever may read the case. */
  private static Map<String, Object> header(
      CaseStore.Header header, Caller caller, LocalDate today) {
    boolean reader =
        header.people().contains(caller.username())
            || caller.permissions().contains(CaseDesk.OVERSEE);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", header.id());
    view.put("title", reader ? header.title() : null);
    view.put("severity", header.severity());
    view.put("state", header.state());
    view.put("lead", header.lead());
    view.put("mine", header.people().contains(caller.username()));
    view.put("due", header.due());
    view.put("overdue", overdue(header.state(), header.due(), today));
    view.put("openedAt", header.openedAt());
    view.put("version", header.version());
    return view;
  }

  private static boolean overdue(String state, LocalDate due, LocalDate today) {
    return state.equals(CaseState.SENT.text()) && due != null && due.isBefore(today);
  }

  private void begin(Call call) {
    Opening body = call.body(Opening.class);
    CaseFile file =
        desk.begin(
            call.caller(),
            body.title(),
            body.severity(),
            body.summary(),
            body.members(),
            body.alerts());
    answer(call, 201, file);
  }

  private void open(Call call) {
    answer(call, 200, desk.open(call.caller(), id(call), "case.view"));
  }

  private void heading(Call call) {
    Heading body = call.body(Heading.class);
    Caller caller = call.caller();
    change(
        call,
        "change",
        (handle, file) -> {
          CaseDesk.requireLead(caller, file);
          CaseDesk.requireState(file, file.state().working(), "the case is concluded");
          List<String> people = desk.people(handle, body.lead(), body.members());
          CaseFile after = file.about(body.title(), body.severity(), body.lead(), people);
          requireNobodyConcerned(desk.persons(handle, after), file.body().findings());
          return new Step(
              after.with(after.body().withSummary(body.summary())),
              "lead " + body.lead() + ", people: " + people,
              body.severity() + ", lead " + body.lead() + ", people: " + people);
        });
  }

  static void requireNobodyConcerned(List<String> persons, List<CaseBody.PersonFinding> findings) {
    if (findings.stream().anyMatch(f -> persons.contains(f.person()))) {
      throw new Refusal(409, "interested", "somebody whom a finding is about works on the case");
    }
  }

  private void investigate(Call call) {
    change(
        call,
        "investigate",
        (handle, file) -> {
          CaseDesk.requireState(file, file.state() == CaseState.OPEN, "the work has begun already");
          return new Step(file.in(CaseState.INVESTIGATING, null), null, null);
        });
  }

  private void alerts(Call call) {
    Alerts body = call.body(Alerts.class);
    answer(call, 200, desk.escalate(call.caller(), id(call), call.ifMatch(), body.alerts()));
  }

  private void note(Call call) {
    Note body = call.body(Note.class);
    answer(
        call,
        200,
        desk.change(
            call.caller(),
            id(call),
            CaseDesk.ANY,
            "note",
            (handle, file) -> {
              CaseDesk.requireState(file, file.state() != CaseState.CLOSED, "the case is closed");
              return new Step(file, body.text(), null);
            }));
  }

  private void addTask(Call call) {
    TaskBody body = call.body(TaskBody.class);
    change(
        call,
        "task",
        (handle, file) -> {
          requireTask(file, body);
          List<Task> tasks = file.body().tasks();
          if (tasks.size() >= MAX_TASKS) {
            throw new Refusal(413, "too-large", "a case has at most " + MAX_TASKS + " tasks");
          }
          int n = tasks.stream().mapToInt(Task::n).max().orElse(0) + 1;
          Task task = task(call, n, body, null);
          return new Step(
              file.with(file.body().withTasks(CaseBody.joined(tasks, List.of(task)))),
              n + " " + body.title(),
              "task " + n);
        });
  }

  private void changeTask(Call call) {
    TaskBody body = call.body(TaskBody.class);
    int n = number(call);
    change(
        call,
        "task",
        (handle, file) -> {
          requireTask(file, body);
          Task before =
              file.body().tasks().stream()
                  .filter(t -> t.n() == n)
                  .findFirst()
                  .orElseThrow(() -> Refusal.notFound("there is no task " + n));
          Task task = task(call, n, body, before);
          return new Step(
              file.with(
                  file.body()
                      .withTasks(CaseBody.replaced(file.body().tasks(), t -> t.n() == n, task))),
              n + " " + body.title() + (task.doneAt() == null ? "" : " ✓"),
              "task " + n + (task.doneAt() == null ? "" : " done"));
        });
  }

  private Task task(Call call, int n, TaskBody body, Task before) {
    boolean done = Boolean.TRUE.equals(body.done());
    boolean wasDone = before != null && before.doneAt() != null;
    return new Task(
        n,
        body.title(),
        body.assignee(),
        body.due() == null ? null : LocalDate.parse(body.due()),
        done ? (wasDone ? before.doneAt() : desk.now()) : null,
        done ? (wasDone ? before.doneBy() : call.caller().username()) : null);
  }

  private static void requireTask(CaseFile file, TaskBody body) {
    CaseDesk.requireState(file, file.state() != CaseState.CLOSED, "the case is closed");
    if (body.assignee() != null && !file.people().contains(body.assignee())) {
      throw new Refusal(422, "member", "a task is for somebody who works on the case");
    }
  }

  private void close(Call call) {
    Note body = call.body(Note.class);
    Caller caller = call.caller();
    change(
        call,
        "close",
        (handle, file) -> {
          CaseDesk.requireLead(caller, file);
          boolean nobody = file.state() == CaseState.CONCLUDED && file.body().findings().isEmpty();
          CaseDesk.requireState(
              file,
              file.state() == CaseState.DECIDED || nobody,
              "a case is closed when it is decided, or concluded without findings on persons");
          return new Step(file.in(CaseState.CLOSED, null), body.text(), null);
        });
  }

  private void escalate(Call call) {
    Escalation body = call.body(Escalation.class);
    List<String> alerts = alertIds(List.of(call.path("id")));
    if (body.caseId() != null) {
      if (body.title() != null || body.severity() != null) {
        throw Refusal.invalid("caseId names the case, title and severity begin a new one");
      }
      answer(call, 200, desk.escalate(call.caller(), body.caseId(), CaseDesk.ANY, alerts));
      return;
    }
    String title;
    String severity;
    try {
      title = Wording.required("title", body.title(), 2, Wording.LINE);
      severity = Wording.severity(body.severity());
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
    answer(call, 201, desk.begin(call.caller(), title, severity, "", List.of(), alerts));
  }

  private void change(
      Call call,
      String action,
      java.util.function.BiFunction<org.jdbi.v3.core.Handle, CaseFile, Step> work) {
    answer(call, 200, desk.change(call.caller(), id(call), call.ifMatch(), action, work));
  }

  void answer(Call call, int status, CaseFile file) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", file.id());
    view.put("version", file.version());
    view.put("title", file.title());
    view.put("severity", file.severity());
    view.put("state", file.state().text());
    view.put("lead", file.lead());
    view.put("people", file.people());
    view.put("due", file.due());
    view.put("overdue", overdue(file.state().text(), file.due(), desk.today()));
    view.put("openedAt", file.openedAt());
    view.put("openedBy", file.openedBy());
    CaseBody body = file.body();
    view.put("summary", body.summary());
    view.put("tasks", body.tasks());
    view.put("alerts", body.alerts());
    view.put("evidence", body.evidence());
    view.put("bundles", body.bundles());
    view.put("findings", body.findings());
    view.put("conclusion", body.conclusion());
    view.put("dispatch", body.dispatch());
    view.put("decision", body.decision());
    view.put("entries", file.entries());
    call.header("ETag", "\"" + file.version() + "\"");
    call.answer(status, view);
  }

  static String id(Call call) {
    String id = call.path("id");
    if (!id.matches("\\d{4}-\\d{6,12}")) {
      throw Refusal.notFound("there is no such case");
    }
    return id;
  }

  static int number(Call call) {
    String n = call.path("n");
    if (!n.matches("\\d{1,6}")) {
      throw Refusal.notFound("there is no such part of the case");
    }
    return Integer.parseInt(n);
  }

  static LocalDate date(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(field + " expects a date such as 2026-12-31");
    }
  }

  private static List<String> alertIds(List<String> ids) {
    if (ids.size() > MAX_ALERTS
        || ids.stream().anyMatch(id -> id == null || !id.matches("[0-9a-f]{32}"))) {
      throw Refusal.invalid("alerts expects ids of alerts, at most " + MAX_ALERTS);
    }
    return List.copyOf(ids);
  }
}
