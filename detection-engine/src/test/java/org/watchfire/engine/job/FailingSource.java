package org.watchfire.engine.job;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.Correlated;

/**
 * Gives out matches in chunks. After each chunk it waits for a checkpoint that has it; as often as
 * {@link #FAILURES} says it then fails in the middle of the next chunk, so that the job goes back
 * to that checkpoint.
 */
final class FailingSource
    implements SourceFunction<Correlated>, CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  /** Failures still to come; the job's attempts share it. */
  static final AtomicInteger FAILURES = new AtomicInteger();

  private final byte[][] matches;
  private final int chunk;
  private volatile boolean running = true;
  private transient Object lock;
  private transient ListState<Integer> state;
  private transient int at;
  private transient int snapshot;
  private transient int completed;

  FailingSource(List<Correlated> matches, int chunk) {
    this.matches = matches.stream().map(ByteForm.CORRELATED::encode).toArray(byte[][]::new);
    this.chunk = chunk;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("at", Types.INT));
    for (int restored : state.get()) {
      at = restored;
    }
    completed = at;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(at));
    snapshot = at;
  }

  @Override
  public void notifyCheckpointComplete(long id) {
    completed = snapshot;
    if (lock != null) {
      lock.notifyAll();
    }
  }

  @Override
  public void run(SourceContext<Correlated> out) throws Exception {
    lock = out.getCheckpointLock();
    while (running && at < matches.length) {
      synchronized (lock) {
        out.collect((Correlated) ByteForm.CORRELATED.decode(matches[at++]));
        while (running && at % chunk == 0 && completed < at) {
          lock.wait();
        }
      }
      if (at % chunk == chunk / 2 && at > chunk && FAILURES.getAndDecrement() > 0) {
        throw new IllegalStateException("failed on purpose at " + at);
      }
    }
  }

  @Override
  public void cancel() {
    running = false;
    if (lock != null) {
      synchronized (lock) {
        lock.notifyAll();
      }
    }
  }
}
