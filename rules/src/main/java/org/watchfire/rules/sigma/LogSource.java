package org.watchfire.rules.sigma;

/** Which log a rule is about; attributes that the rule does not name are empty strings. */
public record LogSource(String product, String category, String service) {
  public static final LogSource NONE = new LogSource("", "", "");

  /** {@code product/category/service} with {@code *} for what is not named. */
  public String text() {
    return star(product) + "/" + star(category) + "/" + star(service);
  }

  private static String star(String s) {
    return s.isEmpty() ? "*" : s;
  }
}
