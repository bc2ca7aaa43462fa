package org.watchfire.deploy.cli;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.SignedNote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Puts a checkpoint on paper: whoever keeps the sheet can tell later, with {@code ledger compare},
 * whether the log was rewritten.
 */
@Command(
    name = "paper",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerPaperCommand implements Callable<Integer> {
  /** Longer signatures, such as those of ML-DSA, do not fit a code that a telephone reads. */
  private static final int LONGEST_SIGNATURE = 128;

  private static final int PNG_PIXELS = 600;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "ledger.dir",
      description = "directory of the log")
  Path dir;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      descriptionKey = "paper.png",
      description = "write the QR code as an image instead of characters")
  Path png;

  @Override
  public Integer call() throws Exception {
    LedgerReader reader = LogDirectory.reader(dir);
    SignedNote note = SignedNote.parse(reader.checkpointNote());
    String text = new String(brief(note).bytes(), StandardCharsets.UTF_8);
    PrintWriter out = spec.commandLine().getOut();
    out.println("账本检查点：日志名、记录数、根哈希、签名。请妥善保存本页。");
    out.println("Checkpoint of a ledger: name, number of entries, root hash, signatures. Keep it.");
    out.println();
    out.println(text);
    if (png != null) {
      writePng(code(text, PNG_PIXELS));
      spec.commandLine().getErr().println("QR code written to " + png);
    } else {
      print(code(text, 0), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static SignedNote brief(SignedNote note) throws NoteException {
    List<SignedNote.Signature> brief =
        note.signatures().stream().filter(s -> s.bytes().length <= LONGEST_SIGNATURE).toList();
    if (brief.isEmpty()) {
      throw new NoteException("the checkpoint has no signature that is short enough for paper");
    }
    return new SignedNote(note.text(), brief);
  }

  private static BitMatrix code(String text, int pixels) throws WriterException {
    Map<EncodeHintType, Object> hints =
        Map.of(EncodeHintType.CHARACTER_SET, "UTF-8", EncodeHintType.MARGIN, 2);
    return new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, pixels, pixels, hints);
  }

  /** Two rows of the code to a line of characters, dark on light. */
  private static void print(BitMatrix code, PrintWriter out) {
    for (int y = 0; y < code.getHeight(); y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < code.getWidth(); x++) {
        boolean upper = code.get(x, y);
        boolean lower = y + 1 < code.getHeight() && code.get(x, y + 1);
        line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
      }
      out.println(line);
    }
  }

  private void writePng(BitMatrix code) throws IOException {
    BufferedImage image =
        new BufferedImage(code.getWidth(), code.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < code.getHeight(); y++) {
      for (int x = 0; x < code.getWidth(); x++) {
        image.setRGB(x, y, code.get(x, y) ? 0x000000 : 0xffffff);
      }
    }
    if (!ImageIO.write(image, "png", png.toFile())) {
      throw new IOException("this platform writes no PNG");
    }
  }
}
