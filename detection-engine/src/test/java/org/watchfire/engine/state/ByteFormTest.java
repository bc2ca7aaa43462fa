package org.watchfire.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.correlate.Occurrence;

class ByteFormTest {
  private static final PolicyEntry ENTRY =
      new PolicyEntry(
          9,
          new PolicyObject(
              "person",
              "p1",
              3,
              "ab",
              "2026-01-01T00:00:00Z",
              "x",
              true,
              Map.of("name", "李娜", "accounts", List.of("li.na"), "clearance", 4L)));
  private static final Correlated CORRELATED =
      new Correlated(
          "rule",
          2,
          7,
          List.of("10.0.0.1", "li\nna"),
          new Occurrence(
              1,
              "e1",
              1234,
              "值",
              Map.of("user.name", "li"),
              Map.of("host", "h"),
              new Occurrence.Origin(
                  "branch", 1200, 5, List.of(new Occurrence(0, "e0", 1200, "", Map.of())))));

  @Test
  void recordsKeepAllTheirParts() {
    Incoming in =
        new Incoming(3, 99, 1234, null, Map.of("wf-seq", new byte[] {49}), new byte[] {1, 2});
    Incoming out = (Incoming) ByteForm.INCOMING.decode(ByteForm.INCOMING.encode(in));
    assertThat(out).usingRecursiveComparison().isEqualTo(in);
    assertThat(ByteForm.CORRELATED.decode(ByteForm.CORRELATED.encode(CORRELATED)))
        .isEqualTo(CORRELATED);
    assertThat(ByteForm.POLICY.decode(ByteForm.POLICY.encode(ENTRY))).isEqualTo(ENTRY);
  }

  @Test
  void matchesFromBeforeChainsAreRead() {
    // Format 1: rule "rule", policy 7, one group value "g", step 1, time 1234, id "e1", no value,
    // one detail.
    byte[] old =
        HexFormat.of()
            .parseHex(
                "01"
                    + "0000000472756c65"
                    + "0000000000000007"
                    + "00000001"
                    + "0000000167"
                    + "00000001"
                    + "00000000000004d2"
                    + "000000026531"
                    + "00000000"
                    + "00000001"
                    + "0000000161"
                    + "0000000162");
    assertThat(ByteForm.CORRELATED.decode(old))
        .isEqualTo(
            new Correlated(
                "rule", 1, 7, List.of("g"), new Occurrence(1, "e1", 1234, "", Map.of("a", "b"))));
  }

  @Test
  void groupsCannotForgeEachOthersKeys() {
    Correlated a = new Correlated("r", 1, 0, List.of("x\n1:y"), CORRELATED.occurrence());
    Correlated b = new Correlated("r", 1, 0, List.of("x", "y"), CORRELATED.occurrence());
    assertThat(a.key()).isNotEqualTo(b.key());
  }

  @Test
  void thePreloadTravelsWithTheJob() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(ENTRY);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(ENTRY);
    }
  }

  @Test
  void theSerializerFindsItselfAgainFromACheckpoint() throws IOException {
    TypeSerializer<Correlated> serializer =
        ByteFormType.of(ByteForm.CORRELATED, Correlated.class)
            .createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    serializer.serialize(CORRELATED, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    TypeSerializerSnapshot<Correlated> read =
        TypeSerializerSnapshot.readVersionedSnapshot(in, getClass().getClassLoader());
    assertThat(read.restoreSerializer()).isEqualTo(serializer);
    assertThat(read.restoreSerializer().deserialize(in)).isEqualTo(CORRELATED);
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(read).isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void damagedBytesAreAnIoProblem() {
    byte[] cut = Arrays.copyOf(ByteForm.CORRELATED.encode(CORRELATED), 20);
    assertThatThrownBy(() -> ByteForm.CORRELATED.decode(cut))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ByteForm.CORRELATED.decode(new byte[] {9}))
        .hasMessageContaining("unknown format");
  }
}
