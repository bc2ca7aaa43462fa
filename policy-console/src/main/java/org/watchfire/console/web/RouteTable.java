package org.watchfire.console.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.watchfire.console.identity.PermissionMatrix;

/**
 * Every operation there is. Deny by default: a route that does not say what it needs, or that names
 * a permission nobody could be granted, does not start.
 */
public final class RouteTable {
  /** Where the API lives. */
  public static final String PREFIX = "/api/v1";

  private final List<Route> routes;

  private RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * @throws IllegalStateException naming the route that is wrong
   */
  public static RouteTable of(PermissionMatrix matrix, List<List<Route>> parts) {
    List<Route> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (List<Route> part : parts) {
      for (Route route : part) {
        String name = route.method() + " " + route.path();
        if (route.access() == null) {
          throw new IllegalStateException("route " + name + " does not say what it needs");
        }
        if (!known(route.access(), matrix)) {
          throw new IllegalStateException(
              "route " + name + " needs something no role can have: " + route.access());
        }
        if (!seen.add(route.method() + " " + route.path().replaceAll("\\{[^}]*}", "{}"))) {
          throw new IllegalStateException("route " + name + " is there twice");
        }
        all.add(route);
      }
    }
    return new RouteTable(all);
  }

  public List<Route> routes() {
    return routes;
  }

  private static boolean known(Access access, PermissionMatrix matrix) {
    if (access instanceof Access.Holds holds) {
      return matrix.permissions().contains(holds.permission());
    }
    if (access instanceof Access.HoldsFor holds) {
      return matrix.permissions().stream().anyMatch(p -> p.startsWith(holds.prefix() + ":"));
    }
    return true;
  }
}
