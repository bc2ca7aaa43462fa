package org.watchfire.deploy.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on standard error, only for people: nothing when there is no terminal. */
final class ProgressLine implements AutoCloseable {
  private final ProgressBar bar;

  ProgressLine(String name) {
    bar =
        System.console() == null
            ? null
            : new ProgressBarBuilder().setTaskName(name).setUpdateIntervalMillis(500).build();
  }

  void at(long done, long total) {
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
