package org.watchfire.console.keys;

import static org.watchfire.console.web.Access.holds;

import java.util.List;
import java.util.Map;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The routes of the vault. All but its own state and the ceremony need it unsealed. */
final class KeyRoutes {
  private final VaultSeal seal;
  private final KeyVault vault;
  private final KeyDesk desk;

  KeyRoutes(VaultSeal seal, KeyVault vault, KeyDesk desk) {
    this.seal = seal;
    this.vault = vault;
    this.desk = desk;
  }

  record Description(String description) {}

  /** Exactly one of them is given. */
  record Unsealing(String share, String secret) {
    @Override
    public String toString() {
      return "Unsealing[]";
    }
  }

  record Reason(String reason) {}

  record Report(String name, String description, Long objects) {}

  List<Route> routes() {
    return List.of(
        Route.get("/keys/vault", holds("key:read"), call -> call.json(seal.status())),
        Route.post("/keys/root", holds("key:write"), this::describe),
        Route.post("/keys/unseal", holds("key:unseal"), this::unseal),
        Route.post("/keys/seal", holds("key:seal"), this::seal),
        Route.get("/keys", holds("key:read"), open(this::list)),
        Route.post("/keys", holds("key:write"), open(this::create)),
        Route.get("/keys/{id}", holds("key:read"), open(this::show)),
        Route.post("/keys/{id}/rotate", holds("key:rotate"), open(this::rotate)),
        Route.post("/keys/{id}/rewrap", holds("key:rotate"), open(this::rewrap)),
        Route.get("/keys/{id}/rewrap", holds("key:read"), open(this::progress)),
        Route.get("/keys/{id}/impact", holds("key:read"), open(this::impact)),
        Route.put("/keys/{id}/users", holds("key:write"), open(this::report)),
        Route.post("/keys/{id}/holds", holds("key:hold"), open(this::hold)),
        Route.post("/keys/{id}/holds/{hold}/release", holds("key:release"), open(this::release)),
        Route.post(
            "/keys/{id}/destructions/{destruction}/cancel",
            holds("key:rotate"),
            open(this::cancel)),
        Route.post(
            "/keys/{id}/versions/{version}/suspend",
            holds("key:rotate"),
            open(call -> move(call, KeyState.SUSPENDED))),
        Route.post(
            "/keys/{id}/versions/{version}/resume",
            holds("key:rotate"),
            open(call -> move(call, KeyState.ACTIVE))),
        Route.post(
            "/keys/{id}/versions/{version}/deactivate",
            holds("key:rotate"),
            open(call -> move(call, KeyState.DEACTIVATED))));
  }

  /** A handler that answers 503 {@code vault-sealed} while the vault is. */
  private Route.Handler open(Route.Handler handler) {
    return call -> {
      if (!seal.isUnsealed()) {
        seal.root();
      }
      handler.handle(call);
    };
  }

  private void describe(Call call) {
    String description = call.body(Description.class).description();
    if (description == null) {
      throw Refusal.invalid("description is missing");
    }
    seal.describe(call.caller(), description);
    call.answer(201, seal.status());
  }

  private void unseal(Call call) {
    Unsealing body = call.body(Unsealing.class);
    if ((body.share() == null) == (body.secret() == null)) {
      throw Refusal.invalid("either share or secret is expected");
    }
    call.json(
        body.share() != null
            ? seal.give(call.caller(), body.share())
            : seal.open(call.caller(), body.secret()));
  }

  private void seal(Call call) {
    seal.lock(call.caller());
    vault.forget();
    call.noContent();
  }

  private void list(Call call) {
    call.json(Map.of("items", desk.list()));
  }

  private void create(Call call) {
    call.answer(201, desk.create(call.caller(), call.body(KeyDesk.NewKey.class)));
  }

  private void show(Call call) {
    call.json(desk.show(call.path("id")));
  }

  private void rotate(Call call) {
    call.json(desk.rotate(call.caller(), call.path("id"), reason(call)));
  }

  private void rewrap(Call call) {
    call.answer(202, desk.rewrap(call.caller(), call.path("id")));
  }

  private void progress(Call call) {
    call.json(desk.rewrapOf(call.path("id")));
  }

  private void impact(Call call) {
    int version = call.queryInt("version", 0, 0, Integer.MAX_VALUE - 1);
    call.json(desk.impact(call.path("id"), version == 0 ? null : version));
  }

  private void report(Call call) {
    Report report = call.body(Report.class);
    if (report.objects() == null) {
      throw Refusal.invalid("objects is missing");
    }
    desk.report(
        call.caller(), call.path("id"), report.name(), report.description(), report.objects());
    call.noContent();
  }

  private void hold(Call call) {
    call.answer(201, desk.hold(call.caller(), call.path("id"), reason(call)));
  }

  private void release(Call call) {
    desk.release(call.caller(), call.path("id"), number(call, "hold"), reason(call));
    call.noContent();
  }

  private void cancel(Call call) {
    desk.cancel(call.caller(), call.path("id"), number(call, "destruction"), reason(call));
    call.noContent();
  }

  private void move(Call call, KeyState to) {
    call.json(
        desk.move(call.caller(), call.path("id"), (int) number(call, "version"), to, reason(call)));
  }

  private static String reason(Call call) {
    String reason = call.body(Reason.class).reason();
    KeyDesk.requireReason(reason);
    return reason;
  }

  private static long number(Call call, String name) {
    String text = call.path(name);
    if (!text.matches("[0-9]{1,9}")) {
      throw Refusal.invalid(name + " expects a whole number");
    }
    return Long.parseLong(text);
  }
}
