package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class Rfc6962Test {
  private static final Path DIR = Path.of("/ledger");

  /** The definition of the RFC, word by word: the oracle of everything faster. */
  private static byte[] mth(List<byte[]> entries) {
    if (entries.isEmpty()) {
      return Rfc6962.emptyRoot();
    }
    if (entries.size() == 1) {
      return Rfc6962.leafHash(entries.get(0));
    }
    int k = Integer.highestOneBit(entries.size() - 1);
    return Rfc6962.nodeHash(mth(entries.subList(0, k)), mth(entries.subList(k, entries.size())));
  }

  private static List<byte[]> entries(int n) {
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      entries.add(("entry " + i).getBytes(StandardCharsets.UTF_8));
    }
    return entries;
  }

  private static CrashingDisk log(List<byte[]> entries, Random batches, NoteSigner signer)
      throws Exception {
    CrashingDisk disk = new CrashingDisk();
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      for (int at = 0; at < entries.size(); ) {
        int next = Math.min(entries.size(), at + 1 + batches.nextInt(400));
        ledger.append(entries.subList(at, next), Commit.NONE);
        at = next;
      }
      ledger.publish();
    }
    return disk;
  }

  private static NoteSigner signer() throws NoteException {
    return NoteSigner.generate("test.gov/events", new SecureRandom());
  }

  @Test
  void knownRoots() {
    assertThat(HexFormat.of().formatHex(Rfc6962.emptyRoot()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(HexFormat.of().formatHex(Rfc6962.leafHash(new byte[0])))
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }

  @Property(tries = 12)
  void everyProofOfAnyTreeVerifiesAndAnyFlippedBitFails(
      @ForAll @IntRange(min = 1, max = 1100) int n, @ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<byte[]> entries = entries(n);
    NoteSigner signer = signer();
    CrashingDisk disk = log(entries, random, signer);
    LedgerReader reader = new LedgerReader(DIR, signer.verifier(), disk);
    byte[] root = reader.checkpoint().root();
    assertThat(root).isEqualTo(mth(entries));
    for (int i = 0; i < 10; i++) {
      int seq = random.nextInt(n);
      int size = seq + 1 + random.nextInt(n - seq);
      byte[] leaf = Rfc6962.leafHash(entries.get(seq));
      byte[] rootThen = mth(entries.subList(0, size));
      List<byte[]> proof = reader.inclusionProof(seq, size);
      Rfc6962.verifyInclusion(leaf, seq, size, proof, rootThen);
      List<byte[]> changed = flipped(proof, random);
      if (changed != null) {
        assertThatThrownBy(() -> Rfc6962.verifyInclusion(leaf, seq, size, changed, rootThen))
            .isInstanceOf(InvalidProofException.class);
      }
      List<byte[]> consistency = reader.consistencyProof(size, n);
      Rfc6962.verifyConsistency(size, rootThen, n, root, consistency);
      List<byte[]> other = flipped(consistency, random);
      if (other != null) {
        assertThatThrownBy(() -> Rfc6962.verifyConsistency(size, rootThen, n, root, other))
            .isInstanceOf(InvalidProofException.class);
      }
    }
  }

  private static List<byte[]> flipped(List<byte[]> proof, Random random) {
    if (proof.isEmpty()) {
      return null;
    }
    List<byte[]> changed = new ArrayList<>(proof);
    int at = random.nextInt(proof.size());
    byte[] hash = proof.get(at).clone();
    hash[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
    changed.set(at, hash);
    return changed;
  }

  @Property(tries = 8)
  void batchingNeverChangesTheTree(
      @ForAll @IntRange(min = 1, max = 900) int n, @ForAll long a, @ForAll long b)
      throws Exception {
    Assume.that(a != b);
    NoteSigner signer = signer();
    CrashingDisk one = log(entries(n), new Random(a), signer);
    CrashingDisk other = log(entries(n), new Random(b), signer);
    Path checkpoint = DIR.resolve(LedgerReader.CHECKPOINT);
    assertThat(one.read(checkpoint)).isEqualTo(other.read(checkpoint));
    Path bundle = DIR.resolve(TilePath.entries((n - 1) / 256, TilePath.width(0, (n - 1) / 256, n)));
    assertThat(one.read(bundle)).isEqualTo(other.read(bundle));
  }

  @Test
  void threeLevelsOfTilesHoldTogether() throws Exception {
    List<byte[]> entries = entries(66_000);
    NoteSigner signer = signer();
    CrashingDisk disk = new CrashingDisk();
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      ledger.append(entries.subList(0, 65_000), Commit.NONE);
      ledger.append(entries.subList(65_000, 66_000), Commit.NONE);
      ledger.publish();
    }
    Ledger.open(DIR, signer, disk).close();
    LedgerReader reader = new LedgerReader(DIR, signer.verifier(), disk);
    assertThat(reader.checkpoint().root()).isEqualTo(mth(entries));
    assertThat(disk.exists(DIR.resolve("tile/2/000.p/1"))).isTrue();
    assertThat(disk.exists(DIR.resolve("tile/1/001.p/1"))).isTrue();
    assertThat(reader.verify(65_535).verified()).isTrue();
    assertThat(reader.verify(65_999).verified()).isTrue();
  }

  @Property
  void pathsFollowTheSpecification(@ForAll @LongRange(min = 0, max = 999_999_999L) long n) {
    String path = TilePath.number(n);
    assertThat(Long.parseLong(path.replace("x", "").replace("/", ""))).isEqualTo(n);
    assertThat(path).matches("(x[0-9]{3}/)*[0-9]{3}");
    assertThat(TilePath.number(1_234_067)).isEqualTo("x001/x234/067");
  }
}
