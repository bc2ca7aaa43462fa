package org.watchfire.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main job as a user runs it: everything started, the story played, a record proved. Others may
 * have worked on the same installation before.
 */
@ExtendWith(PlayedDemo.AsParameter.class)
class DemoIT {
  @Test
  void theStoryIsDetectedAndItsRecordsAreProvable(PlayedDemo demo) throws Exception {
    assertThat(demo.run().exitCode()).as(demo.run().text()).isZero();
    assertThat(demo.run().text())
        .contains("everything expected was detected, and nothing else fired");

    OwnInstallation there = demo.installation();
    assertThat(there.watchfire("status").exitCode()).isZero();
    OwnInstallation.Run proof = there.watchfire("verify", "--seq", "0");
    assertThat(proof.exitCode()).as(proof.text()).isZero();
    assertThat(proof.text()).contains("VERIFIED");
    assertThat(there.watchfire("verify", "--seq", "99999999").exitCode()).isEqualTo(6);
  }
}
