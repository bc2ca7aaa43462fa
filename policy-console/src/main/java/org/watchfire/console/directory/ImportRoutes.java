package org.watchfire.console.directory;

import static org.watchfire.console.web.Access.holds;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The routes of imports. */
final class ImportRoutes {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Set<String> CHANGES =
      Set.of("", "created", "changed", "unchanged", "removed", "error", "raised", "conflict");

  private final Imports imports;

  ImportRoutes(Imports imports) {
    this.imports = imports;
  }

  /**
   * @param removed how many objects are removed, as shown
   * @param raised how many people get more rights, as shown
   * @param skipErrors whether rows with errors are left out
   */
  record Application(Long removed, Long raised, Boolean skipErrors) {}

  List<Route> routes() {
    return List.of(
        Route.get(
            "/imports", holds("import:read"), call -> items(call, imports.list(call.caller()))),
        Route.post("/imports", holds("import:write"), this::create),
        Route.get("/import-sources", holds("import:read"), call -> items(call, imports.sources())),
        Route.get(
            "/imports/{id}",
            holds("import:read"),
            call -> call.json(imports.get(call.caller(), id(call)))),
        Route.get("/imports/{id}/rows", holds("import:read"), this::rows),
        Route.post("/imports/{id}/apply", holds("import:write"), this::apply),
        Route.delete(
            "/imports/{id}",
            holds("import:write"),
            call -> {
              imports.discard(call.caller(), id(call));
              call.noContent();
            }));
  }

  private static void items(Call call, List<?> items) {
    call.json(Map.of("items", items));
  }

  private void create(Call call) {
    String mode = either(call.query("mode"), "merge");
    String source = call.query("source");
    if (source != null) {
      call.answer(202, imports.pull(call.caller(), source, mode, call.query("match")));
      return;
    }
    String format = either(call.query("format"), "csv");
    if (!format.equals("csv") && !format.equals("json")) {
      throw Refusal.invalid("format expects csv or json");
    }
    call.answer(
        202,
        imports.upload(
            call.caller(),
            either(call.query("kind"), ""),
            format,
            mode,
            charset(either(call.query("charset"), "utf-8")),
            call.upload(Imports.MAX_FILE)));
  }

  private static Charset charset(String name) {
    return switch (name) {
      case "utf-8" -> StandardCharsets.UTF_8;
      // What spreadsheets in China write.
      case "gb18030" -> Charset.forName("GB18030");
      default -> throw Refusal.invalid("charset expects utf-8 or gb18030");
    };
  }

  private void rows(Call call) {
    String change = either(call.query("change"), "");
    if (!CHANGES.contains(change)) {
      throw Refusal.invalid(
          "change expects created, changed, unchanged, removed, error, raised or conflict");
    }
    int limit = call.queryInt("limit", 50, 1, 200);
    List<ImportStore.Line> lines =
        imports.rows(
            call.caller(),
            id(call),
            change,
            call.queryInt("cursor", 0, 0, Integer.MAX_VALUE),
            limit + 1);
    boolean more = lines.size() > limit;
    List<ImportStore.Line> shown = more ? lines.subList(0, limit) : lines;
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("items", shown);
    page.put("next", more ? String.valueOf(shown.get(limit - 1).number()) : null);
    call.json(page);
  }

  private void apply(Call call) {
    Application asked = call.body(Application.class);
    call.answer(
        202,
        imports.apply(
            call.caller(),
            id(call),
            asked.removed() == null ? 0 : asked.removed(),
            asked.raised() == null ? 0 : asked.raised(),
            Boolean.TRUE.equals(asked.skipErrors())));
  }

  private static String either(String value, String fallback) {
    return value == null ? fallback : value;
  }

  private static String id(Call call) {
    String id = call.path("id");
    if (!ID.matcher(id).matches()) {
      throw Refusal.notFound("there is no such import");
    }
    return id;
  }
}
