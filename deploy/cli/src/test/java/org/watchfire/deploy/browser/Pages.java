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
          new Place(
              "audit-answer",
              Account.AUDITOR,
              "/audit?q=user.name:%20li.na&t=all&top=event.action&rec=events:0"),
          new Place("integrity", Account.AUDITOR, "/integrity?log=events"),
          new Place("verify", Account.AUDITOR, "/verify"),
          new Place("upkeep", Account.AUDITOR, "/upkeep"),
          new Place("compliance", Account.AUDITOR, "/compliance"),
          new Place("people", Account.SECURITY_ADMINISTRATOR, "/people"),
          new Place("assets", Account.SECURITY_ADMINISTRATOR, "/assets"),
          new Place("levels", Account.SECURITY_ADMINISTRATOR, "/levels"),
          new Place("users", Account.SYSTEM_ADMINISTRATOR, "/users"),
          new Place("rules", Account.ANALYST, "/rules"),
          new Place("rule-matrix", Account.ANALYST, "/rules?view=matrix"),
          new Place("rule", Account.ANALYST, "/rules/85c501f3-deae-515e-b1a5-a2143c1d9e11"),
          new Place("rule-editor", Account.ANALYST, "/rules/editor"),
          new Place("exceptions", Account.SHIFT_LEAD, "/exceptions"),
          new Place("agents", Account.SYSTEM_ADMINISTRATOR, "/agents"),
          new Place("agent", Account.SYSTEM_ADMINISTRATOR, "/agents/agent-1"),
          new Place("agent-tokens", Account.SYSTEM_ADMINISTRATOR, "/agents?tab=tokens"),
          new Place("health", Account.SYSTEM_ADMINISTRATOR, "/health"));

  private Pages() {}
}
