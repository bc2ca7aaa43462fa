package org.watchfire.console.enrol;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;

/** Pages of a list that is in order of a time and an id. */
final class Page {
  private static final int MOST = 200;
  private static final int USUAL = 50;

  private Page() {}

  /** A place in the list. */
  record Place(Instant at, String id) {
    /** Opaque for clients. */
    String cursor() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
    }
  }

  static int limit(Call call) {
    return call.queryInt("limit", USUAL, 1, MOST);
  }

  /** Null for the first page. */
  static Place after(Call call) {
    String cursor = call.query("cursor");
    if (cursor == null) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int cut = text.indexOf(' ');
      String id = text.substring(cut + 1);
      if (cut > 0 && id.matches("[0-9a-f]{16,32}")) {
        return new Place(Instant.parse(text.substring(0, cut)), id);
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Refusal.invalid("cursor is none that this list gave");
    }
    throw Refusal.invalid("cursor is none that this list gave");
  }

  /**
   * @param found one more than the page holds, when there are more
   */
  static <T> Map<String, Object> of(
      List<T> found, int limit, Function<T, Place> place, Function<T, Map<String, Object>> view) {
    List<T> items = found.size() > limit ? found.subList(0, limit) : found;
    Map<String, Object> page = new LinkedHashMap<>();
    List<Map<String, Object>> views = new ArrayList<>();
    items.forEach(item -> views.add(view.apply(item)));
    page.put("items", views);
    page.put(
        "next", found.size() > limit ? place.apply(items.get(items.size() - 1)).cursor() : null);
    return page;
  }
}
