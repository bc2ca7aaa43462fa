package org.watchfire.store.ledger;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that says what the test says. */
final class TestClock extends Clock {
  private Instant now;

  TestClock(String now) {
    set(now);
  }

  void set(String moment) {
    now = Instant.parse(moment);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("periods are in UTC");
  }
}
