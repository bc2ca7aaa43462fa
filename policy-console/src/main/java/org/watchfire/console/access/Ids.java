package org.watchfire.console.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;

/** Ids, numbers and pages as the routes of this package take and give them. */
public final class Ids {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private Ids() {}

  /** The path parameter {@code id}. */
  public static String id(Call call) {
    return checked("id", call.path("id"));
  }

  /**
   * @throws Refusal 400 when the text is no id
   */
  public static String checked(String name, String id) {
    if (id == null || !ID.matcher(id).matches()) {
      throw Refusal.invalid(name + " expects an id of 32 hexadecimal digits");
    }
    return id;
  }

  /** The query parameter {@code cursor}: where a page begins; 0 = from the beginning. */
  public static long cursor(Call call) {
    return version(call, "cursor", 0);
  }

  static long version(Call call, String name, long otherwise) {
    String text = call.query(name);
    return text == null ? otherwise : version(name, text);
  }

  static long version(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Refusal.invalid(name + " expects a whole number");
    }
    return Long.parseLong(text);
  }

  /**
   * A page of numbered lines.
   *
   * @param lines at most one more than the limit
   */
  public static <T> Map<String, Object> page(List<T> lines, int limit, ToLongFunction<T> number) {
    boolean more = lines.size() > limit;
    List<T> shown = more ? lines.subList(0, limit) : lines;
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("items", shown);
    page.put("next", more ? Long.toString(number.applyAsLong(shown.get(limit - 1))) : null);
    return page;
  }
}
