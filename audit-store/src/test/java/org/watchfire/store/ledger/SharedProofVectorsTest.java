package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The public RFC 6962 proof vectors, good and tampered, where the shared data folder is present.
 */
class SharedProofVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void allVectorsAreAcceptedOrRejectedAsStated() throws Exception {
    Path archive =
        Path.of(System.getProperty("watchfire.root", ".."))
            .resolve("../shared/data/merkle/rfc6962-proofs.tar.gz");
    assumeTrue(Files.exists(archive), "shared data set rfc6962-proofs.tar.gz is not here: skipped");
    int[] agreed = new int[2];
    for (Map.Entry<String, JsonNode> vector : vectors(archive).entrySet()) {
      boolean accepted = accepts(vector.getValue());
      assertThat(accepted)
          .as(vector.getKey())
          .isEqualTo(!vector.getValue().path("wantErr").asBoolean());
      agreed[accepted ? 0 : 1]++;
    }
    System.out.printf(
        "RFC 6962 vectors: %d accepted and %d rejected, all as stated%n", agreed[0], agreed[1]);
    assertThat(agreed[0]).isPositive();
    assertThat(agreed[0] + agreed[1]).isGreaterThan(150);
  }

  private static boolean accepts(JsonNode v) throws IOException {
    List<byte[]> proof = new ArrayList<>();
    for (JsonNode hash : v.path("proof")) {
      proof.add(hash.binaryValue());
    }
    try {
      if (v.has("leafIdx")) {
        Rfc6962.verifyInclusion(
            v.path("leafHash").binaryValue(),
            v.path("leafIdx").asLong(),
            v.path("treeSize").asLong(),
            proof,
            v.path("root").binaryValue());
      } else {
        Rfc6962.verifyConsistency(
            v.path("size1").asLong(),
            v.path("root1").binaryValue(),
            v.path("size2").asLong(),
            v.path("root2").binaryValue(),
            proof);
      }
      return true;
    } catch (InvalidProofException e) {
      return false;
    }
  }

  /** The JSON files of the archive; plain ustar is all that it uses. */
  private static Map<String, JsonNode> vectors(Path archive) throws IOException {
    Map<String, JsonNode> found = new TreeMap<>();
    try (InputStream raw = Files.newInputStream(archive);
        DataInputStream tar = new DataInputStream(new GZIPInputStream(raw))) {
      byte[] header = new byte[512];
      while (tar.readNBytes(header, 0, 512) == 512 && header[0] != 0) {
        String name = field(header, 0, 100);
        int size = Integer.parseInt(field(header, 124, 11).strip(), 8);
        byte[] data = tar.readNBytes((size + 511) / 512 * 512);
        if (name.endsWith(".json")) {
          found.put(name, JSON.readTree(data, 0, size));
        }
      }
    }
    return found;
  }

  private static String field(byte[] header, int at, int length) {
    String text = new String(header, at, length, StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }
}
