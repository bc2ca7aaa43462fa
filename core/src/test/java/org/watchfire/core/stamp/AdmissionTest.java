package org.watchfire.core.stamp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.stamp.Admission.Reason;
import org.watchfire.core.stamp.Admission.Verdict;

class AdmissionTest {
  private final MacKey key = CryptoSuites.intl().newMacKey();
  private final Admission admission =
      new Admission(agent -> agent.equals("a1") ? key : null, Set.of("filebeat-7"));
  private final byte[] value = event("a1");

  private static byte[] event(String agent) {
    return ("{\"@timestamp\":\"2026-11-21T08:55:00Z\",\"event\":{\"id\":\"e1\"},\"agent\":{\"id\":\""
            + agent
            + "\"}}")
        .getBytes(UTF_8);
  }

  private Map<String, byte[]> headers() {
    return new HashMap<>(StampHeaders.write(new Stamp("a1", 7, 3), value, key));
  }

  private Reason rejected(String recordKey, Map<String, byte[]> headers, byte[] bytes) {
    Verdict verdict =
        admission.admit(recordKey == null ? null : recordKey.getBytes(UTF_8), headers, bytes);
    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    return ((Verdict.Rejected) verdict).reason();
  }

  @Test
  void acceptsWhatTheAgentSigned() {
    Verdict verdict = admission.admit("a1".getBytes(UTF_8), headers(), value);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(((Verdict.Accepted) verdict).stamp()).isEqualTo(new Stamp("a1", 7, 3));
  }

  @Test
  void refusesAnyAlteration() {
    byte[] altered = value.clone();
    altered[altered.length - 3] ^= 1;
    assertThat(rejected("a1", headers(), altered)).isEqualTo(Reason.BAD_MAC);

    Map<String, byte[]> otherSeq = headers();
    otherSeq.put(StampHeaders.SEQ, "4".getBytes(UTF_8));
    assertThat(rejected("a1", otherSeq, value)).isEqualTo(Reason.BAD_MAC);

    Map<String, byte[]> noMac = headers();
    noMac.remove(StampHeaders.MAC);
    assertThat(rejected("a1", noMac, value)).isEqualTo(Reason.MISSING_HEADER);

    Map<String, byte[]> badNumber = headers();
    badNumber.put(StampHeaders.EPOCH, "x".getBytes(UTF_8));
    assertThat(rejected("a1", badNumber, value)).isEqualTo(Reason.BAD_HEADER);
  }

  @Test
  void refusesAnAgentThatClaimsToBeAnother() {
    byte[] forged = event("a2");
    Map<String, byte[]> ownHeaders =
        new HashMap<>(StampHeaders.write(new Stamp("a1", 7, 3), forged, key));
    assertThat(rejected("a1", ownHeaders, forged)).isEqualTo(Reason.AGENT_MISMATCH);
    assertThat(rejected("a2", headers(), value)).isEqualTo(Reason.KEY_MISMATCH);
    assertThat(rejected(null, headers(), value)).isEqualTo(Reason.KEY_MISMATCH);

    Map<String, byte[]> claims =
        new HashMap<>(StampHeaders.write(new Stamp("a9", 7, 3), value, key));
    assertThat(rejected("a9", claims, value)).isEqualTo(Reason.UNKNOWN_AGENT);
  }

  @Test
  void admitsForeignProducersByAllowListOnly() {
    assertThat(admission.admit(null, Map.of(), event("filebeat-7")))
        .isInstanceOf(Verdict.Foreign.class);
    assertThat(rejected(null, Map.of(), event("filebeat-8"))).isEqualTo(Reason.UNKNOWN_SOURCE);
    assertThat(rejected(null, Map.of(), "no json".getBytes(UTF_8))).isEqualTo(Reason.NOT_JSON);
    assertThat(rejected(null, Map.of(), new byte[2 << 20])).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void refusesAnAuthenticDocumentThatIsNoEvent() {
    byte[] noId = "{\"agent\":{\"id\":\"a1\"}}".getBytes(UTF_8);
    assertThat(rejected("a1", StampHeaders.write(new Stamp("a1", 7, 3), noId, key), noId))
        .isEqualTo(Reason.MISSING_FIELD);
    byte[] junk = {1, 2, 3};
    assertThat(rejected("a1", StampHeaders.write(new Stamp("a1", 7, 3), junk, key), junk))
        .isEqualTo(Reason.NOT_JSON);
  }
}
