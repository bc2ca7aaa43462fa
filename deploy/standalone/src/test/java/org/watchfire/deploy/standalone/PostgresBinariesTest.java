package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PostgresBinariesTest {
  @Test
  void knowsTheArtefactOfEachProcessor() throws Exception {
    for (String arch : new String[] {"amd64", "x86_64", "aarch64"}) {
      String resource = PostgresBinaries.resource("Linux", arch);
      assertThat(PostgresBinaries.class.getResource(resource)).as(resource).isNotNull();
    }
  }

  @Test
  void saysWhenAMachineIsNotSupported() {
    assertThatThrownBy(() -> PostgresBinaries.resource("Mac OS X", "aarch64"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Mac OS X");
    assertThatThrownBy(() -> PostgresBinaries.resource("Linux", "riscv64"))
        .isInstanceOf(IOException.class);
  }
}
