package org.watchfire.console.fleet;

import static org.watchfire.console.web.Access.holds;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;

/** The routes of the fleet: pages in order of urgency, and one agent. */
public final class FleetRoutes {
  private static final String PERMISSION = "agent:read";
  private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Fleet fleet;

  public FleetRoutes(Fleet fleet) {
    this.fleet = fleet;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/agents/fleet", holds(PERMISSION), this::list),
        Route.get("/agents/fleet/{agent}", holds(PERMISSION), this::show));
  }

  /** A page goes on behind the agent that the cursor names, at its rank of that time. */
  private void list(Call call) {
    Fleet.Picture picture = fleet.picture();
    Instant now = picture.at();
    String q = call.query("q") == null ? "" : call.query("q").toLowerCase(Locale.ROOT);
    String trouble = call.query("trouble");
    int limit = call.queryInt("limit", 50, 1, 200);
    Place after = Place.of(call.query("cursor"));
    List<Member> found =
        picture.members().stream()
            .filter(m -> matches(m, q))
            .filter(m -> trouble == null || has(m, trouble, now))
            .toList();
    List<Member> page =
        found.stream()
            .filter(m -> after == null || after.isBefore(m, now))
            .limit(limit + 1L)
            .toList();
    List<Member> items = page.size() > limit ? page.subList(0, limit) : page;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", now);
    view.put("silentAfterSeconds", Member.SILENT_AFTER.toSeconds());
    view.put("all", picture.members().size());
    view.put("total", found.size());
    view.put("troubles", counts(picture, now));
    view.put("items", items.stream().map(m -> m.view(now)).toList());
    view.put("next", page.size() > limit ? Place.behind(items.get(items.size() - 1), now) : null);
    call.json(view);
  }

  private void show(Call call) {
    String agent = call.path("agent");
    if (!AGENT.matcher(agent).matches()) {
      throw Refusal.notFound("no such agent");
    }
    Fleet.Picture picture = fleet.picture();
    Member member =
        picture.members().stream()
            .filter(m -> m.agent().equals(agent))
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.notFound(
                        "no heartbeat of it in " + Fleet.LOOKED_AT.toDays() + " days"));
    Map<String, Object> view = member.view(picture.at());
    view.put("beats", fleet.beats(agent));
    call.json(view);
  }

  private static boolean matches(Member member, String q) {
    String host = member.beat() == null ? null : member.beat().host();
    return member.agent().toLowerCase(Locale.ROOT).contains(q)
        || host != null && host.toLowerCase(Locale.ROOT).contains(q);
  }

  private static boolean has(Member member, String trouble, Instant now) {
    return trouble.equals("none")
        ? member.troubles(now).isEmpty()
        : member.troubles(now).stream().anyMatch(t -> t.text().equals(trouble));
  }

  private static Map<String, Long> counts(Fleet.Picture picture, Instant now) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Member.Trouble trouble : Member.Trouble.values()) {
      counts.put(
          trouble.text(),
          picture.members().stream().filter(m -> m.troubles(now).contains(trouble)).count());
    }
    return counts;
  }

  /** A place in the list: behind this agent, which had this rank. */
  private record Place(int rank, String agent) {
    static Place of(String cursor) {
      if (cursor == null) {
        return null;
      }
      int cut = cursor.indexOf('~');
      if (cut < 1 || !cursor.substring(0, cut).matches("\\d{1,2}")) {
        throw Refusal.invalid("cursor is none that this list gave");
      }
      return new Place(Integer.parseInt(cursor.substring(0, cut)), cursor.substring(cut + 1));
    }

    static String behind(Member member, Instant now) {
      return member.rank(now) + "~" + member.agent();
    }

    boolean isBefore(Member member, Instant now) {
      int other = member.rank(now);
      return rank < other || rank == other && agent.compareTo(member.agent()) < 0;
    }
  }
}
