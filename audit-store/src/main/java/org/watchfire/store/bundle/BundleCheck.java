package org.watchfire.store.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.store.bundle.Manifest.FileEntry;
import org.watchfire.store.bundle.ZipForm.Member;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * Checks a bundle from the first byte to the last: form of the zip, signature of the manifest,
 * sums, checkpoints, proofs, records, query and readable copy. What is wrong is a result, not an
 * exception. Memory does not grow with the bundle but for the names of its files.
 */
public final class BundleCheck {
  static final String POLICY = "trust/policy";
  static final String EVIDENCE_KEY = "trust/evidence-key";
  static final String README = "readme.txt";

  /** For people to read; nothing in it is compared with the records. */
  public static final String REPORT = "report.pdf";

  static final String MATCHES = "matches";
  static final int MAX_SMALL = 1 << 16;

  private static final int BUFFER = 1 << 16;

  private final BundleZip zip;
  private final TrustPolicy given;
  private final Problems problems;
  private final List<String> checkpoints = new ArrayList<>();
  private Manifest manifest;
  private long replayed;

  private BundleCheck(BundleZip zip, TrustPolicy given, Problems problems) {
    this.zip = zip;
    this.given = given;
    this.problems = problems;
  }

  /**
   * Checks a file.
   *
   * @param trust what the caller trusts; null to use the policy inside the bundle, which proves
   *     less
   * @throws IOException when the file cannot be read
   */
  public static BundleReport check(Path file, TrustPolicy trust) throws IOException {
    Problems problems = new Problems();
    try (BundleZip zip = BundleZip.open(file)) {
      BundleCheck check = new BundleCheck(zip, trust, problems);
      check.all();
      return new BundleReport(
          check.manifest, trust != null, check.checkpoints, check.replayed, problems.list());
    } catch (BundleException e) {
      problems.add(Fault.CONTAINER, e.file(), e.offset(), e.offset(), e.getMessage());
      return new BundleReport(null, trust != null, List.of(), 0, problems.list());
    }
  }

  private void all() throws IOException, BundleException {
    TrustPolicy policy = policy();
    byte[] json = small(Manifest.FILE, Manifest.MAX_BYTES, Fault.MANIFEST);
    byte[] signature = small(Manifest.SIGNATURE, MAX_SMALL, Fault.SIGNATURE);
    byte[] certificate = small(EVIDENCE_KEY, MAX_SMALL, Fault.SIGNATURE);
    if (policy == null || json == null || signature == null || certificate == null) {
      return;
    }
    String site;
    try {
      site = ManifestSignature.check(json, signature, certificate, policy);
    } catch (NoteException e) {
      problem(Fault.SIGNATURE, Manifest.SIGNATURE, e.getMessage());
      checkFilesOfUnsigned(json);
      return;
    }
    try {
      manifest = Manifest.parse(json);
    } catch (BundleException e) {
      problem(Fault.MANIFEST, Manifest.FILE, e.getMessage());
      return;
    }
    if (!manifest.site().equals(site)) {
      problem(
          Fault.MANIFEST, Manifest.FILE, "is of site " + manifest.site() + ", signed by " + site);
    }
    if (checkFiles(manifest)) {
      RecordsCheck records = new RecordsCheck(zip, manifest, policy, problems);
      records.all();
      checkpoints.addAll(records.checkpoints());
      replayed = records.replayed();
    }
  }

  /** Names what was changed although the list to compare with is itself not to be trusted. */
  private void checkFilesOfUnsigned(byte[] json) throws IOException {
    try {
      checkFiles(Manifest.parse(json));
    } catch (BundleException e) {
      problem(Fault.MANIFEST, Manifest.FILE, e.getMessage());
    }
  }

  private TrustPolicy policy() throws IOException, BundleException {
    byte[] inside = small(POLICY, MAX_SMALL, Fault.POLICY);
    if (given != null || inside == null) {
      return given;
    }
    try {
      return TrustPolicy.parse(new String(inside, StandardCharsets.UTF_8));
    } catch (NoteException e) {
      problem(Fault.POLICY, POLICY, e.getMessage());
      return null;
    }
  }

  private byte[] small(String name, int most, Fault fault) throws IOException, BundleException {
    Member member = zip.member(name);
    if (member == null) {
      problems.add(fault, name, -1, -1, "is missing");
      return null;
    }
    return zip.bytes(member, most);
  }

  private void problem(Fault fault, String file, String detail) {
    Member member = zip.member(file);
    problems.add(fault, file, -1, member == null ? -1 : member.content(), detail);
  }

  /** Whether all files are there, so that their contents can be looked at. */
  private boolean checkFiles(Manifest listed) throws IOException {
    Map<String, FileEntry> left = new HashMap<>();
    for (FileEntry file : listed.files()) {
      if (left.put(file.name(), file) != null) {
        problem(Fault.MANIFEST, Manifest.FILE, "lists " + file.name() + " twice");
      }
    }
    List<String> order = new ArrayList<>();
    for (Member member : zip.members()) {
      if (!member.name().equals(Manifest.FILE) && !member.name().equals(Manifest.SIGNATURE)) {
        order.add(member.name());
        FileEntry file = left.remove(member.name());
        if (file == null) {
          problem(Fault.FILES, member.name(), "is not in the manifest");
        } else {
          checkSums(member, file);
        }
      } else {
        checkCrc(member);
      }
    }
    left.keySet().stream().sorted().forEach(name -> problem(Fault.FILES, name, "is missing"));
    List<String> expected = new ArrayList<>(listed.files().stream().map(FileEntry::name).toList());
    boolean complete = left.isEmpty() && order.size() == expected.size();
    List<String> last = zip.members().stream().map(Member::name).toList();
    expected.add(Manifest.FILE);
    expected.add(Manifest.SIGNATURE);
    if (complete && !last.equals(expected)) {
      problem(Fault.FILES, "", "the files are not in the order of the manifest");
    }
    return complete;
  }

  private void checkSums(Member member, FileEntry file) throws IOException {
    FileSums sums = sums(member);
    if (sums.crc() != member.crc()) {
      problem(Fault.SUM, member.name(), "its CRC-32 in the zip does not fit");
    }
    FileEntry found = sums.entry(member.name());
    if (!found.equals(file)) {
      String what =
          found.size() != file.size()
              ? "has " + found.size() + " bytes, the manifest says " + file.size()
              : "its "
                  + (found.sha256().equals(file.sha256()) ? "SM3" : "SHA-256")
                  + " does not fit";
      problem(Fault.SUM, member.name(), what);
    }
  }

  private void checkCrc(Member member) throws IOException {
    if (sums(member).crc() != member.crc()) {
      problem(Fault.SUM, member.name(), "its CRC-32 in the zip does not fit");
    }
  }

  private FileSums sums(Member member) throws IOException {
    FileSums sums = new FileSums();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = zip.open(member)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sums.update(buffer, 0, n);
      }
    }
    return sums;
  }
}
