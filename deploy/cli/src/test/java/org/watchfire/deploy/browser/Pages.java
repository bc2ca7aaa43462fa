package org.watchfire.deploy.browser;

import java.util.List;

/** Every page of the console, with an account that may open it. Add a line for each new page. */
final class Pages {
  /**
   * @param name of its screenshots
   * @param path with search parameters; {@code {alert}} stands for the id of an alert of the story,
   *     {@code {case}} for the number of a case
   */
  record Place(String name, Account account, String path) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Place> ALL =
      List.of(
          new Place("login", null, "/"),
          new Place("overview", Account.ANALYST, "/"),
          new Place("alerts", Account.ANALYST, "/alerts?status=all"),
          new Place("alert-groups", Account.ANALYST, "/alerts?status=open&by=entity"),
          new Place("alert", Account.ANALYST, "/alerts/{alert}"),
          new Place("exception", Account.SHIFT_LEAD, "/alerts/{rule-alert}?exception=1"),
          new Place("cases", Account.ANALYST, "/cases"),
          new Place("case", Account.ANALYST, "/cases/{case}"),
          new Place("case-outcome", Account.ANALYST, "/cases/{case}?tab=outcome"),
          new Place("person", Account.ANALYST, "/entities/person/p-li-na?t=30d"),
          new Place("asset", Account.ANALYST, "/entities/asset/archive-restricted"),
          new Place("account", Account.ANALYST, "/entities/user/li.na"),
          new Place("host", Account.ANALYST, "/entities/host/fs01"),
          new Place("audit", Account.AUDITOR, "/audit"),
          new Place("people", Account.SECURITY_ADMINISTRATOR, "/people"),
          new Place("assets", Account.SECURITY_ADMINISTRATOR, "/assets"),
          new Place("levels", Account.SECURITY_ADMINISTRATOR, "/levels"),
          new Place("users", Account.SYSTEM_ADMINISTRATOR, "/users"),
          new Place("rules", Account.ANALYST, "/rules"),
          new Place("health", Account.SYSTEM_ADMINISTRATOR, "/health"));

  private Pages() {}
}
