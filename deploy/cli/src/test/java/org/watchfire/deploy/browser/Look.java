package org.watchfire.deploy.browser;

/** How somebody wants to see things. */
record Look(Language language, Theme theme) {
  enum Language {
    ZH("zh-CN"),
    EN("en");

    final String tag;

    Language(String tag) {
      this.tag = tag;
    }
  }

  enum Theme {
    LIGHT,
    DARK;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static final Look USUAL = new Look(Language.ZH, Theme.LIGHT);

  @Override
  public String toString() {
    return language.tag + "-" + theme.text();
  }
}
