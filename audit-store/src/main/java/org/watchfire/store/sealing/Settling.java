package org.watchfire.store.sealing;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Does in the background what makes fresh keys durable by themselves. After a minute the operating
 * system has written their files without being asked, and syncing them costs next to nothing.
 */
final class Settling {
  private static final long DELAY_SECONDS = 60;
  private static final ScheduledThreadPoolExecutor THREAD =
      new ScheduledThreadPoolExecutor(1, Settling::daemon);

  private Settling() {}

  static void later(Runnable work) {
    var unused = THREAD.schedule(work, DELAY_SECONDS, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "keys-settling");
    thread.setDaemon(true);
    return thread;
  }
}
