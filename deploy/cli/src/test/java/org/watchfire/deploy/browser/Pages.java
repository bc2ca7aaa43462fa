package org.watchfire.deploy.browser;

import java.util.List;

/** Every page of the console, with an account that may open it. Add a line for each new page. */
final class Pages {
  /**
   * @param name of its screenshots
   * @param path with search parameters; {@code {alert}} stands for the id of an alert of the story,
   *     {@code {case}} for the number of a case; {@code {draft}}, {@code {dry-run}} and {@code
   *     {key}} are made by {@link Samples}
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
          new Place("person-editor", Account.SECURITY_ADMINISTRATOR, "/people?id=p-li-na"),
          new Place("asset-editor", Account.SECURITY_ADMINISTRATOR, "/assets?id=archive-core"),
          new Place("departments", Account.SECURITY_ADMINISTRATOR, "/departments"),
          new Place("imports", Account.SECURITY_ADMINISTRATOR, "/imports"),
          new Place(
              "classification",
              Account.SECURITY_ADMINISTRATOR,
              "/classification?asset=archive-core"),
          new Place("coverage", Account.SECURITY_ADMINISTRATOR, "/classification?tab=coverage"),
          new Place("reviews", Account.SECURITY_ADMINISTRATOR, "/classification?tab=campaigns"),
          new Place("approvals", Account.AUDIT_ADMINISTRATOR, "/approvals?tab=open"),
          new Place("access", Account.SECURITY_ADMINISTRATOR, "/access"),
          new Place("versions", Account.DATA_OWNER, "/access?tab=versions"),
          new Place("enforcement", Account.SECURITY_ADMINISTRATOR, "/access?tab=enforcement"),
          new Place("draft", Account.SECURITY_ADMINISTRATOR, "/access/drafts/{draft}"),
          new Place(
              "draft-text", Account.SECURITY_ADMINISTRATOR, "/access/drafts/{draft}?view=text"),
          new Place(
              "draft-runs", Account.SECURITY_ADMINISTRATOR, "/access/drafts/{draft}?view=runs"),
          new Place("dry-run", Account.DATA_OWNER, "/access/dry-runs/{dry-run}"),
          new Place(
              "explain",
              Account.ANALYST,
              "/explain?person=p-li-na&asset=archive-restricted&when=now"),
          new Place("who-can", Account.ANALYST, "/explain?mode=who&asset=public-share"),
          new Place("keys", Account.KEY_CUSTODIAN, "/keys"),
          new Place("key", Account.SECURITY_ADMINISTRATOR, "/keys/{key}"),
          new Place("ceremony", Account.KEY_CUSTODIAN, "/keys/ceremony"),
          new Place("break-glass", Account.ANALYST, "/break-glass"),
          new Place("profile", Account.ANALYST, "/profile"),
          new Place("first-steps", Account.SYSTEM_ADMINISTRATOR, "/first-steps"),
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
