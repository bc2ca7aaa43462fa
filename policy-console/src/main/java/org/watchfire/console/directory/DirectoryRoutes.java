package org.watchfire.console.directory;

import static org.watchfire.console.web.Access.holds;
import static org.watchfire.console.web.Access.signedIn;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The routes of people, assets and levels. */
public final class DirectoryRoutes {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private final Directory directory;

  public DirectoryRoutes(Directory directory) {
    this.directory = directory;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/people", holds("person:read"), call -> list(call, Person.TYPE)),
        Route.get("/people/{id}", holds("person:read"), call -> get(call, Person.TYPE)),
        Route.put("/people/{id}", holds("person:write"), call -> save(call, Person.class)),
        Route.delete("/people/{id}", holds("person:write"), call -> delete(call, Person.TYPE)),
        Route.get("/assets", holds("asset:read"), call -> list(call, Asset.TYPE)),
        Route.get("/assets/{id}", holds("asset:read"), call -> get(call, Asset.TYPE)),
        Route.put("/assets/{id}", holds("asset:write"), call -> save(call, Asset.class)),
        Route.delete("/assets/{id}", holds("asset:write"), call -> delete(call, Asset.TYPE)),
        Route.get("/levels", signedIn(), call -> call.json(directory.levels())));
  }

  private void list(Call call, String type) {
    call.json(Map.of("items", directory.list(call.caller(), type)));
  }

  private void get(Call call, String type) {
    answer(call, directory.get(call.caller(), type, id(call)));
  }

  private void save(Call call, Class<? extends PolicyBody> type) {
    answer(call, directory.save(call.caller(), id(call), call.ifMatch(), call.body(type)));
  }

  private void delete(Call call, String type) {
    directory.delete(call.caller(), type, id(call), call.ifMatch());
    call.noContent();
  }

  private static void answer(Call call, Map<String, Object> view) {
    call.header("ETag", "\"" + view.get("version") + "\"");
    call.json(view);
  }

  private static String id(Call call) {
    String id = call.path("id");
    if (!ID.matcher(id).matches()) {
      throw Refusal.invalid("an id has 1 to 64 letters, digits and . _ @ -, and begins with one");
    }
    return id;
  }
}
