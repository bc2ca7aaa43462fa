package org.watchfire.deploy.browser;

import java.util.Arrays;
import java.util.List;

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

  static final List<Look> ALL =
      Arrays.stream(Language.values())
          .flatMap(l -> Arrays.stream(Theme.values()).map(t -> new Look(l, t)))
          .toList();

  static final Look USUAL = new Look(Language.ZH, Theme.LIGHT);

  @Override
  public String toString() {
    return language.tag + "-" + theme.text();
  }
}
