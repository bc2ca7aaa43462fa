package org.watchfire.store.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/** Events of about 600 bytes, as a log-on server writes them; the same for the same seed. */
final class BenchEvents {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Between two events. */
  static final long STEP_MILLIS = 20;

  private static final String[] ACTIONS = {
    "ssh_login", "http_request", "file-read", "file-write", "SELECT", "session_opened"
  };

  private final Random random = new Random(11);
  private long made;

  byte[] next() {
    long n = made++;
    int user = (int) Math.abs(random.nextGaussian() * 500) % 2000;
    String action = ACTIONS[random.nextInt(ACTIONS.length)];
    String outcome = random.nextInt(10) == 0 ? "failure" : "success";
    String ip = "10." + random.nextInt(4) + "." + random.nextInt(256) + "." + random.nextInt(256);
    int port = 1024 + random.nextInt(60_000);
    String host = "oa" + random.nextInt(100);
    String line =
        action
            + " by user"
            + user
            + " from "
            + ip
            + " port "
            + port
            + " "
            + outcome
            + " 账号登录"
            + " session "
            + Long.toHexString(random.nextLong());
    return ("{\"@timestamp\":\""
            + START.plusMillis(n * STEP_MILLIS)
            + "\",\"ecs\":{\"version\":\"8.17.0\"},\"agent\":{\"id\":\"agent-"
            + random.nextInt(50)
            + "\",\"type\":\"watchfire\"},\"event\":{\"id\":\""
            + String.format("%032x", n)
            + "\",\"kind\":\"event\",\"dataset\":\"sshd.auth\",\"category\":[\"authentication\"],"
            + "\"action\":\""
            + action
            + "\",\"outcome\":\""
            + outcome
            + "\",\"original\":\""
            + line
            + "\"},\"user\":{\"name\":\"user"
            + user
            + "\"},\"source\":{\"ip\":\""
            + ip
            + "\",\"port\":"
            + port
            + "},\"host\":{\"name\":\""
            + host
            + "\"},\"message\":\""
            + line
            + "\",\"gov\":{\"org_unit\":\"dep-"
            + user % 40
            + "\",\"zone\":\"office\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
