package org.watchfire.store.retention;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.InvalidProofException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.LogFiles;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.TlogProof;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * Copies of held records that prove themselves, without the ledger: zip files {@code
 * <period>/<n>.zip}, n = seq / 1000, with, of each record, {@code <seq>.leaf} (the bytes that the
 * log hashes), {@code <seq>.tlog-proof} (C2SP, with the checkpoint) and, when the leaf is a digest,
 * {@code <seq>.payload}. Records are added in order. For one thread.
 */
final class Vault {
  private static final int FOLDER = 1000;
  private static final int MAX_CONTENT = 4 << 20;
  private static final String DIGEST = "{\"watchfire\":{\"digest\":{\"sha256\":\"";

  private final Path dir;
  private final Disk disk;
  private final Set<Path> directories = new LinkedHashSet<>();
  private Path file;
  private ZipOutputStream zip;

  Vault(Path dir, Disk disk) {
    this.dir = dir;
    this.disk = disk;
  }

  /**
   * Copies one record; durable after {@link #finish}.
   *
   * @param seq in the stream
   * @param index in the log
   * @param checkpoint the note to prove it under
   */
  void add(String period, long seq, long index, LedgerReader log, byte[] checkpoint)
      throws IOException, LedgerException {
    byte[] leaf = log.leaf(index);
    List<byte[]> hashes = log.inclusionProof(index, LogFiles.stated(checkpoint));
    begin(dir.resolve(period).resolve(seq / FOLDER + ".zip"));
    put(seq + ".leaf", leaf);
    byte[] entry = log.entry(index);
    if (entry.length != leaf.length) {
      put(seq + ".payload", entry);
    }
    put(seq + ".tlog-proof", TlogProof.of(index, hashes, checkpoint).bytes());
  }

  private void begin(Path wanted) throws IOException {
    if (wanted.equals(file)) {
      return;
    }
    end();
    file = wanted;
    Files.createDirectories(file.getParent());
    directories.add(file.getParent());
    directories.add(dir);
    zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  private void put(String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private void end() throws IOException {
    if (zip != null) {
      zip.close();
      disk.sync(file);
      zip = null;
    }
  }

  /**
   * Makes everything durable.
   *
   * @return SHA-256 of each file, by path in the vault
   */
  Map<String, String> finish() throws IOException {
    end();
    for (Path directory : directories) {
      disk.syncDirectory(directory);
    }
    directories.clear();
    Map<String, String> sums = new TreeMap<>();
    for (Path path : zips()) {
      sums.put(name(path), sum(path));
    }
    return sums;
  }

  private String name(Path path) {
    return dir.relativize(path).toString().replace('\\', '/');
  }

  private static String sum(Path path) throws IOException {
    return HexFormat.of().formatHex(Rfc6962.sha256(Files.readAllBytes(path)));
  }

  /**
   * Proves every copy anew.
   *
   * @param policy who must have signed the checkpoints
   * @param expected how many there must be
   * @param sums of the files, as {@link #finish} gave them
   * @return all that is wrong, naming the file; empty when nothing is
   */
  List<String> damages(TrustPolicy policy, long expected, Map<String, String> sums)
      throws IOException {
    List<String> damages = new ArrayList<>();
    long records = 0;
    for (Path path : zips()) {
      String name = name(path);
      if (!sum(path).equals(sums.get(name))) {
        damages.add(name + ": was changed, its sum is not that of the hold");
      }
      try (ZipFile read = new ZipFile(path.toFile())) {
        for (ZipEntry entry : read.stream().toList()) {
          if (entry.getName().endsWith(".leaf")) {
            records++;
            problem(read, entry, policy)
                .ifPresent(why -> damages.add(name + ": " + entry.getName() + ": " + why));
          }
        }
      } catch (IOException e) {
        damages.add(name + ": " + e.getMessage());
      }
    }
    if (records != expected) {
      damages.add(dir + ": holds " + records + " records, the hold counts " + expected);
    }
    return damages;
  }

  private List<Path> zips() throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(f -> f.toString().endsWith(".zip")).sorted().toList();
    }
  }

  private static Optional<String> problem(ZipFile zip, ZipEntry entry, TrustPolicy policy)
      throws IOException {
    String stem = entry.getName().substring(0, entry.getName().length() - ".leaf".length());
    try {
      byte[] leaf = content(zip, entry.getName());
      TlogProof.parse(content(zip, stem + ".tlog-proof")).verify(leaf, policy);
      String text = new String(leaf, StandardCharsets.ISO_8859_1);
      if (text.startsWith(DIGEST)) {
        byte[] sum = Rfc6962.sha256(content(zip, stem + ".payload"));
        if (!text.startsWith(HexFormat.of().formatHex(sum), DIGEST.length())) {
          return Optional.of("its payload does not fit its digest");
        }
      }
      return Optional.empty();
    } catch (NoteException | InvalidProofException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static byte[] content(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException(name + " is missing");
    }
    try (var in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(MAX_CONTENT);
      if (in.read() >= 0) {
        throw new IOException(name + " is longer than a record can be");
      }
      return content;
    }
  }
}
