package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path directory;

  @Test
  void secretsAreForTheOwnerOnly() throws Exception {
    Path secrets = new DataDirectory(directory.resolve("new")).secrets();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rwx------");
  }

  @Test
  void canBeLockedOnceAndAgainAfterwards() throws Exception {
    DataDirectory data = new DataDirectory(directory);
    try (Closeable held = data.lock()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(data::lock)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("already in use");
    }
    data.lock().close();
  }

  @Test
  void refusesADirectoryThatAnotherProcessHolds() throws Exception {
    DataDirectory data = new DataDirectory(directory);
    String script =
        "import fcntl,os,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX);"
            + " f.write(str(os.getpid())); f.flush(); print('held',flush=True); sys.stdin.read()";
    assumeTrue(Signals.succeeds(List.of("python3", "-c", "pass")));
    Process holder =
        new ProcessBuilder(
                "python3", "-c", script, data.of("run").resolve("supervisor.lock").toString())
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(data::lock)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(Long.toString(holder.pid()));
    } finally {
      holder.destroyForcibly();
    }
  }
}
