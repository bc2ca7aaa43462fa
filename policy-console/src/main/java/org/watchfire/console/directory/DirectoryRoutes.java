package org.watchfire.console.directory;

import static org.watchfire.console.web.Access.holds;
import static org.watchfire.console.web.Access.signedIn;

import java.util.List;
import java.util.Map;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Route;

/** The routes of people, assets, departments and levels. */
public final class DirectoryRoutes {
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
        Route.get("/departments", holds("department:read"), call -> list(call, Department.TYPE)),
        Route.get(
            "/departments/{id}", holds("department:read"), call -> get(call, Department.TYPE)),
        Route.put(
            "/departments/{id}", holds("department:write"), call -> save(call, Department.class)),
        Route.delete(
            "/departments/{id}", holds("department:write"), call -> delete(call, Department.TYPE)),
        Route.get("/levels", signedIn(), call -> call.json(directory.levels())));
  }

  private void list(Call call, String type) {
    boolean below = call.queryInt("below", 0, 0, 1) == 1;
    call.json(directory.list(call.caller(), scope -> ObjectQuery.of(call, type, scope), below));
  }

  private void get(Call call, String type) {
    answer(call, directory.get(call.caller(), type, id(call, type)));
  }

  private void save(Call call, Class<? extends PolicyBody> type) {
    answer(
        call, directory.save(call.caller(), id(call, name(type)), call.ifMatch(), call.body(type)));
  }

  private void delete(Call call, String type) {
    directory.delete(call.caller(), type, id(call, type), call.ifMatch());
    call.noContent();
  }

  private static void answer(Call call, Map<String, Object> view) {
    call.header("ETag", "\"" + view.get("version") + "\"");
    call.json(view);
  }

  private static String name(Class<? extends PolicyBody> type) {
    return type == Department.class ? Department.TYPE : Person.TYPE;
  }

  private static String id(Call call, String type) {
    return ObjectId.require(type, call.path("id"));
  }
}
