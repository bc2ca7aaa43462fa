package org.watchfire.collector.ship;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.watchfire.collector.spool.Stamped;

class AckWindowTest {

  private final AckWindow window = new AckWindow(100);

  private AckWindow.Entry add(long seq) throws InterruptedException {
    return window.add(new Stamped(1, seq), 10, 0);
  }

  @Test
  void acknowledgesOnlyWhatIsContiguous() throws Exception {
    AckWindow.Entry a = add(1);
    AckWindow.Entry b = add(2);
    AckWindow.Entry c = add(3);
    window.done(b);
    assertThat(window.acked()).isNull();
    window.done(a);
    assertThat(window.acked()).isEqualTo(new Stamped(1, 2));
    window.done(c);
    assertThat(window.acked()).isEqualTo(new Stamped(1, 3));
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void nothingAfterAFailureCounts() throws Exception {
    AckWindow.Entry a = add(1);
    AckWindow.Entry b = add(2);
    AckWindow.Entry c = add(3);
    window.done(a);
    window.fail(b, new IllegalStateException("first"));
    window.done(c);
    window.fail(c, new IllegalStateException("second"));
    assertThat(window.acked()).isEqualTo(new Stamped(1, 1));
    assertThat(window.failedAt()).isEqualTo(new Stamped(1, 2));
    assertThat(window.failure()).hasMessage("first");
    assertThat(add(4)).isNull();
  }

  @Test
  void isFullUntilSomethingIsAcknowledged() throws Exception {
    AckWindow.Entry large = window.add(new Stamped(1, 1), 500, 0);
    assertThat(large).as("one record always fits").isNotNull();
    assertThat(add(2)).isNull();
    window.done(large);
    assertThat(add(2)).isNotNull();
  }

  @Test
  void whatTheProducerDidNotTakeIsNotWaitedFor() throws Exception {
    AckWindow.Entry a = add(1);
    AckWindow.Entry b = add(2);
    window.withdraw(b);
    window.done(a);
    assertThat(window.isEmpty()).isTrue();
    assertThat(window.acked()).isEqualTo(new Stamped(1, 1));
  }
}
