package org.watchfire.store.bundle;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * Main class of {@code watchfire-verify.jar}: {@code FILE.zip [--key VKEY|FILE] [--policy FILE]}.
 * Exit code 0 when the bundle is verified, 6 when it is not, 2 on wrong usage, 1 when a file cannot
 * be read.
 */
public final class VerifyMain {
  private static final String USAGE =
      """
      用法 usage: java -jar watchfire-verify.jar FILE.zip [--key VKEY|FILE] [--policy FILE]
        --key     站点公钥（文本或文件） public key of the site, as text or in a file
        --policy  信任策略文件 trust policy with keys, witnesses and quorum
      退出码 exit: 0 验证通过 verified, 6 验证失败 not verified, 2 用法错误 usage, 1 读取失败 unreadable
      """;
  private static final int MAX_TRUST = 1 << 16;

  private VerifyMain() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, out, err));
  }

  /** The program without its end; returns the exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    String file = null;
    String key = null;
    String policy = null;
    for (int i = 0; i < args.length; i++) {
      boolean more = i + 1 < args.length;
      if (args[i].equals("--key") && key == null && more) {
        key = args[++i];
      } else if (args[i].equals("--policy") && policy == null && more) {
        policy = args[++i];
      } else if (file == null && !args[i].startsWith("--")) {
        file = args[i];
      } else {
        file = null;
        break;
      }
    }
    if (file == null || (key != null && policy != null)) {
      err.print(USAGE);
      return 2;
    }
    try {
      TrustPolicy trust = key != null ? ofKey(key) : policy != null ? ofFile(policy) : null;
      BundleReport report = BundleCheck.check(Path.of(file), trust);
      out.print(report.text());
      return report.exitCode();
    } catch (NoteException | InvalidPathException e) {
      err.println(Printable.of(String.valueOf(e.getMessage())));
      return 2;
    } catch (IOException e) {
      err.println("cannot be read 无法读取: " + Printable.of(e.toString()));
      return 1;
    }
  }

  /**
   * Trust in the one key of a site.
   *
   * @param key its text, or the name of a file that holds it
   * @throws NoteException when it is no key
   */
  public static TrustPolicy ofKey(String key) throws IOException, NoteException {
    boolean text = key.indexOf('+') > 0 && !Files.isRegularFile(Path.of(key));
    return TrustPolicy.ofSite(NoteVerifier.parse(text ? key : read(key)));
  }

  /**
   * Trust as a policy file says.
   *
   * @throws NoteException naming the line that is wrong
   */
  public static TrustPolicy ofFile(String file) throws IOException, NoteException {
    return TrustPolicy.parse(read(file));
  }

  private static String read(String file) throws IOException, NoteException {
    Path path = Path.of(file);
    if (Files.size(path) > MAX_TRUST) {
      throw new NoteException(file + " is longer than a key or policy can be");
    }
    return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
  }
}
