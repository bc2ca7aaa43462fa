package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void givesThePreferredPortWhenItIsFree() {
    // Anybody on the machine may take a free port before we ask for it again; not every time.
    Awaitility.await()
        .until(
            () -> {
              int free = new Ports().choose(0).number();
              Ports.Choice choice = new Ports().choose(free);
              return choice.number() == free && !choice.moved();
            });
  }

  @Test
  void movesAwayFromATakenPortAndSaysSo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, Ports.LOOPBACK)) {
      Ports.Choice choice = new Ports().choose(taken.getLocalPort());
      assertThat(choice.number()).isNotEqualTo(taken.getLocalPort()).isPositive();
      assertThat(choice.moved()).isTrue();
    }
  }

  @Test
  void neverGivesTheSamePortTwice() throws Exception {
    Ports ports = new Ports();
    int preferred = ports.choose(0).number();
    Set<Integer> given = new HashSet<>(Set.of(preferred));
    for (int i = 0; i < 20; i++) {
      assertThat(given.add(ports.choose(preferred).number())).isTrue();
    }
  }
}
