package org.watchfire.deploy.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DrillTest {
  @Test
  void censusTellsMissingFromDoubledFromForeign() {
    Census census = new Census();
    for (long n : new long[] {1, 2, 2, 4, 9, -1}) {
      census.see(n, 5);
    }
    assertThat(census.distinct()).isEqualTo(3);
    assertThat(census.missing(5)).isEqualTo(2);
    assertThat(census.duplicates()).isEqualTo(1);
    assertThat(census.strangers()).isEqualTo(2);
  }

  @Test
  void eachLineCarriesItsNumberAndEachBurstItsOwnAttacker() {
    DrillLines lines = new DrillLines(ZoneId.of("UTC"), LocalDate.of(2026, 11, 20));
    for (int n = 1; n <= 2_500; n++) {
      assertThat(lines.line(n)).contains("sshd[" + n + "]: ").startsWith("Nov 20 10:");
    }
    assertThat(lines.attackers()).containsExactly("198.18.0.1", "198.18.0.2", "198.18.0.3");
  }
}
