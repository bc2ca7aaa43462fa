package org.watchfire.engine.job;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;
import org.watchfire.engine.policy.PolicyView;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.PolicyEntry;

/**
 * One operator's policy: preload, what the checkpoint holds, and what is broadcast, put together.
 */
final class PolicyBroadcast {
  static final MapStateDescriptor<String, PolicyEntry> STATE =
      new MapStateDescriptor<>(
          "policy", Types.STRING, ByteFormType.of(ByteForm.POLICY, PolicyEntry.class));

  private final PolicyView view;
  private boolean restored;

  PolicyBroadcast(JobSettings settings) throws IOException {
    this.view = settings.policy();
  }

  /** Version of the policy that the job was made with. */
  long initialVersion() {
    return view.snapshot().version();
  }

  /**
   * The policy for the next element.
   *
   * @param state readable only once elements flow, which is why the checkpoint's part is taken in
   *     here
   */
  PolicyView.Snapshot current(ReadOnlyBroadcastState<String, PolicyEntry> state) throws Exception {
    restore(state);
    return view.snapshot();
  }

  /** True when the object is newer than what was known. */
  boolean accept(PolicyEntry entry, BroadcastState<String, PolicyEntry> state) throws Exception {
    restore(state);
    boolean newer = view.apply(entry);
    if (newer) {
      state.put(entry.object().key(), entry);
    }
    return newer;
  }

  private void restore(ReadOnlyBroadcastState<String, PolicyEntry> state) throws Exception {
    if (!restored) {
      restored = true;
      for (Map.Entry<String, PolicyEntry> e : state.immutableEntries()) {
        view.apply(e.getValue());
      }
    }
  }
}
