package org.watchfire.store.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.watchfire.store.bundle.Manifest.FileEntry;
import org.watchfire.store.bundle.Manifest.Kind;
import org.watchfire.store.bundle.Manifest.Log;
import org.watchfire.store.bundle.ZipForm.Member;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.DigestEntry;
import org.watchfire.store.ledger.InvalidProofException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.SubsetProof;
import org.watchfire.store.ledger.TrustPolicy;

/** Checks the records of a bundle whose files are all there. For one use. */
final class RecordsCheck {
  private static final int MAX_PAYLOAD = 64 << 20;

  private final BundleZip zip;
  private final Manifest manifest;
  private final TrustPolicy policy;
  private final Problems problems;
  private final List<String> checkpoints = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private QueryReplay replay;
  private TableCheck table;

  /** Number that the next record must have, or at least have. */
  private long expected;

  private long count;

  RecordsCheck(BundleZip zip, Manifest manifest, TrustPolicy policy, Problems problems) {
    this.zip = zip;
    this.manifest = manifest;
    this.policy = policy;
    this.problems = problems;
    this.expected = manifest.from();
  }

  void all() throws IOException {
    known.addAll(List.of(BundleCheck.POLICY, BundleCheck.EVIDENCE_KEY, BundleCheck.README));
    known.addAll(List.of(CsvTable.FILE, BundleCheck.MATCHES, BundleCheck.REPORT));
    try {
      replay = new QueryReplay(zip, manifest, problems);
      table = new TableCheck(zip, manifest, problems);
      Checkpoint before = null;
      for (int k = 0; k < manifest.logs().size(); k++) {
        before = log(k, before);
      }
      replay.end();
      table.end();
    } catch (BundleException e) {
      problem(Fault.RECORD, e.file(), e.offset(), -1, e.getMessage());
      return;
    }
    for (FileEntry file : manifest.files()) {
      if (!known.contains(file.name())) {
        problem(Fault.FILES, file.name(), -1, -1, "is no file of this format");
      }
    }
    requireCounts();
  }

  private void requireCounts() {
    boolean range = manifest.kind() == Kind.RANGE;
    if (manifest.from() > manifest.to() || (range && expected != manifest.to())) {
      problem(
          Fault.RANGE,
          Manifest.FILE,
          -1,
          expected,
          "the records end before " + expected + ", the range at " + manifest.to());
    }
    if (count != manifest.records()) {
      String found = "the manifest says " + manifest.records() + " records, there are " + count;
      problem(Fault.RANGE, Manifest.FILE, -1, -1, found);
    }
  }

  List<String> checkpoints() {
    return checkpoints;
  }

  long replayed() {
    return replay == null ? 0 : replay.records();
  }

  private Checkpoint log(int k, Checkpoint before) throws IOException, BundleException {
    Log log = manifest.logs().get(k);
    LogFiles files = new LogFiles(k);
    known.addAll(List.of(files.checkpoint(), files.leaves(), files.proof()));
    String own = manifest.site() + "/" + manifest.stream();
    if (!log.origin().equals(own) && !log.origin().startsWith(own + "/")) {
      problem(Fault.MANIFEST, Manifest.FILE, -1, -1, log.origin() + " is no log of " + own);
    }
    if (k > 0) {
      Log previous = manifest.logs().get(k - 1);
      if (log.first() != previous.first() + previous.size()) {
        problem(
            Fault.RANGE, Manifest.FILE, -1, log.first(), "a log does not follow the one before");
      }
    }
    Checkpoint checkpoint = checkpoint(files, log);
    if (checkpoint != null) {
      proof(files, log, checkpoint);
    }
    records(files, log, before);
    return checkpoint;
  }

  private Checkpoint checkpoint(LogFiles files, Log log) throws IOException, BundleException {
    byte[] note = zip.bytes(require(files.checkpoint()), BundleCheck.MAX_SMALL);
    try {
      Checkpoint checkpoint = policy.open(note, log.origin());
      if (checkpoint.size() != log.size()) {
        problem(
            Fault.CHECKPOINT,
            files.checkpoint(),
            -1,
            -1,
            "is of size " + checkpoint.size() + ", the manifest says " + log.size());
      }
      checkpoints.add(
          checkpoint.origin() + " @" + checkpoint.size() + " " + checkpoint.rootBase64());
      return checkpoint;
    } catch (NoteException e) {
      problem(Fault.CHECKPOINT, files.checkpoint(), -1, -1, e.getMessage());
      return null;
    }
  }

  private Member require(String name) throws BundleException {
    Member member = zip.member(name);
    if (member == null) {
      throw new BundleException(name, -1, "is missing");
    }
    return member;
  }

  private void proof(LogFiles files, Log log, Checkpoint checkpoint)
      throws IOException, BundleException {
    Member proof = require(files.proof());
    long[] left = {proof.size() / Rfc6962.HASH_LENGTH};
    try (InputStream hashes = zip.open(proof)) {
      byte[] root =
          SubsetProof.root(
              checkpoint.size(),
              rows(files, log),
              (from, to) -> {
                if (left[0]-- <= 0) {
                  throw new InvalidProofException("the proof has too few hashes");
                }
                return hashes.readNBytes(Rfc6962.HASH_LENGTH);
              });
      if (left[0] != 0 || proof.size() % Rfc6962.HASH_LENGTH != 0) {
        throw new InvalidProofException("the proof has too many hashes");
      }
      if (!MessageDigest.isEqual(root, checkpoint.root())) {
        throw new InvalidProofException(
            "leaves and proof do not lead to the root of the checkpoint");
      }
    } catch (LedgerException e) {
      problem(Fault.PROOF, files.proof(), -1, -1, e.getMessage());
    }
  }

  private LeafRows rows(LogFiles files, Log log) throws IOException, BundleException {
    Member leaves = require(files.leaves());
    if (leaves.size() / LogFiles.ROW != log.records() || leaves.size() % LogFiles.ROW != 0) {
      throw new BundleException(
          leaves.name(), -1, "has not the " + log.records() + " rows that the manifest says");
    }
    return new LeafRows(zip.open(leaves), log.records());
  }

  private void records(LogFiles files, Log log, Checkpoint before)
      throws IOException, BundleException {
    LeafRows rows = rows(files, log);
    RecordStream stream = new RecordStream(zip, files);
    for (RecordStream.Frame f = stream.next(); f != null; f = stream.next()) {
      if (rows.index() == SubsetProof.NONE) {
        throw new BundleException(
            f.file(), f.offset(), "holds more records than the manifest says");
      }
      long index = rows.index();
      long seq = log.first() + index;
      number(f, seq);
      if (!MessageDigest.isEqual(rows.take(), Rfc6962.leafHash(f.leaf()))) {
        problem(f, seq, Fault.RECORD, "its bytes do not have the hash that was recorded");
      }
      if (index == 0 && before != null) {
        requireLink(f, seq, before);
      }
      Optional<byte[]> record = content(files, f, seq);
      if (record.isPresent()) {
        Map<String, Object> fields = CsvTable.fieldsOf(record.get());
        replay.record(f, seq, record.get());
        table.record(f, seq, record.get(), fields);
      }
      count++;
    }
    if (rows.index() != SubsetProof.NONE) {
      long seq = log.first() + rows.index();
      problem(Fault.RANGE, files.records(Math.max(0, stream.parts() - 1)), -1, seq, "is missing");
    }
    for (int n = 0; n < stream.parts(); n++) {
      known.add(files.records(n));
    }
  }

  private void number(RecordStream.Frame f, long seq) {
    boolean range = manifest.kind() == Kind.RANGE;
    if (range ? seq != expected : seq < expected || seq >= manifest.to()) {
      String should =
          range ? "here must be record " + expected : "is outside the range or repeated";
      problem(f, seq, Fault.RANGE, should);
    }
    expected = seq + 1;
  }

  /** The first entry of a log is the last checkpoint of the log before it. */
  private void requireLink(RecordStream.Frame f, long seq, Checkpoint before) {
    try {
      if (!policy.withoutWitnesses().open(f.leaf(), before.origin()).equals(before)) {
        problem(f, seq, Fault.CHECKPOINT, "is not the last checkpoint of the log before");
      }
    } catch (NoteException e) {
      problem(f, seq, Fault.CHECKPOINT, "is not the last checkpoint before: " + e.getMessage());
    }
  }

  private Optional<byte[]> content(LogFiles files, RecordStream.Frame f, long seq)
      throws IOException, BundleException {
    Optional<DigestEntry> digest = DigestEntry.parse(f.leaf());
    if (digest.isEmpty()) {
      return Optional.of(f.leaf());
    }
    String name = files.payload(digest.get().sha256());
    known.add(name);
    Member member = zip.member(name);
    if (member == null) {
      problem(f, seq, Fault.FILES, name + " is missing");
      return Optional.empty();
    }
    byte[] payload = zip.bytes(member, MAX_PAYLOAD);
    String sha256 = HexFormat.of().formatHex(Rfc6962.sha256(payload));
    if (!sha256.equals(digest.get().sha256()) || payload.length != digest.get().size()) {
      problem(Fault.RECORD, name, -1, seq, "does not have the digest that was recorded");
    }
    return Optional.of(payload);
  }

  private void problem(RecordStream.Frame f, long seq, Fault fault, String detail) {
    problems.add(new Problem(fault, f.file(), f.offset(), f.zipOffset(), seq, detail));
  }

  private void problem(Fault fault, String file, long offset, long seq, String detail) {
    Member member = zip.member(file);
    long zipOffset = member == null ? -1 : member.content() + Math.max(0, offset);
    problems.add(new Problem(fault, file, offset, zipOffset, seq, detail));
  }
}
