package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TlogProofTest {
  private final NoteSigner key = NoteSigner.generate("gov.example/a", new SecureRandom());
  private final TrustPolicy policy = TrustPolicy.ofSite(key.verifier());

  TlogProofTest() throws NoteException {}

  /** Audit path and root of the list by the definition of RFC 6962, slow and obvious. */
  private static byte[] root(List<byte[]> leaves, int index, List<byte[]> path) {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int k = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> left = leaves.subList(0, k);
    List<byte[]> right = leaves.subList(k, leaves.size());
    boolean inLeft = index >= 0 && index < k;
    byte[] l = root(left, inLeft ? index : -1, path);
    byte[] r = root(right, index >= k ? index - k : -1, path);
    if (index >= 0) {
      path.add(inLeft ? r : l);
    }
    return Rfc6962.nodeHash(l, r);
  }

  private static byte[] entry(int i) {
    return ("entry " + i).getBytes(StandardCharsets.UTF_8);
  }

  private TlogProof proof(int size, int index, byte[] extra) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      leaves.add(Rfc6962.leafHash(entry(i)));
    }
    List<byte[]> path = new ArrayList<>();
    byte[] root = root(leaves, index, path);
    byte[] note = new Checkpoint("gov.example/a", size, root).sign(key).bytes();
    return new TlogProof(extra, index, path, note);
  }

  @Property(tries = 200)
  void provesItsEntryAndNoOther(
      @ForAll @IntRange(min = 1, max = 70) int size,
      @ForAll @IntRange(min = 0, max = 69) int at,
      @ForAll byte[] extra)
      throws Exception {
    int index = at % size;
    TlogProof written = proof(size, index, extra);
    TlogProof read = TlogProof.parse(written.bytes());
    assertThat(read.bytes()).isEqualTo(written.bytes());
    assertThat(read.extra()).isEqualTo(extra);
    assertThat(read.verify(entry(index), policy, "gov.example/a").size()).isEqualTo(size);
    assertThat(read.verify(entry(index), policy).size()).isEqualTo(size);
    assertThatThrownBy(() -> read.verify(entry(index + 1), policy))
        .isInstanceOf(InvalidProofException.class);
    assertThatThrownBy(() -> read.verify(entry(index), policy, "gov.example/b"))
        .isInstanceOf(NoteException.class);
  }

  @Property(tries = 400)
  void everyFlippedBitIsFound(@ForAll @IntRange(min = 0, max = 100_000) int bit) {
    byte[] bytes = proof(37, 20, new byte[0]).bytes();
    int at = bit % (bytes.length * 8);
    bytes[at / 8] ^= (byte) (1 << (at % 8));
    assertThatThrownBy(() -> TlogProof.parse(bytes).verify(entry(20), policy))
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void hasTheFormOfTheSpecification() {
    String text = new String(proof(3, 1, new byte[] {1}).bytes(), StandardCharsets.UTF_8);
    assertThat(text).startsWith("c2sp.org/tlog-proof@v1\nextra AQ==\nindex 1\n");
    assertThat(text.split("\n")[5]).isEmpty();
    assertThat(text.split("\n")[6]).isEqualTo("gov.example/a");
  }

  @Test
  void refusesMalformedProofs() {
    String good = new String(proof(3, 1, new byte[0]).bytes(), StandardCharsets.UTF_8);
    String hash = good.split("\n")[2];
    for (String bad :
        List.of(
            "",
            good.replace("@v1", "@v2"),
            good.replace("index 1", "index 01"),
            good.replace("index 1", "index -1"),
            good.replace("index 1", "index 1 "),
            good.replace("index 1", "index 99999999999999999999"),
            good.replace("index 1\n", "extra \nindex 1\n"),
            good.replace("index 1\n", "extra AR==\nindex 1\n"),
            good.replace("index 1\n", "index 1\n" + (hash + "\n").repeat(63)),
            good.replace(hash, hash.substring(4)),
            good.replace(hash, hash + " "),
            good.replace("\n", "\r\n"),
            good.substring(0, good.length() - 1),
            good.substring(0, good.indexOf("\n\n") + 1))) {
      assertThatThrownBy(() -> TlogProof.parse(bad.getBytes(StandardCharsets.UTF_8)))
          .as(bad)
          .isInstanceOf(NoteException.class);
    }
  }
}
