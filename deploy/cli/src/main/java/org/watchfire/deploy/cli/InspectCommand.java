package org.watchfire.deploy.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.rules.inspect.InspectFile;
import org.watchfire.rules.inspect.Inspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks for sensitive content in files. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class InspectCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE|-", description = "files; - is standard input")
  List<String> files;

  @Override
  public Integer call() throws IOException {
    InspectFile inspection = new InspectFile(new Inspector());
    try (OutputStream out = new BufferedOutputStream(System.out)) {
      for (String file : files) {
        try (InputStream in = open(file)) {
          InspectFile.Summary summary = inspection.run(in, file, out);
          out.flush();
          System.err.println(
              file
                  + ": "
                  + summary.characters()
                  + " characters ("
                  + summary.charset()
                  + "), findings "
                  + summary.findings());
        }
      }
    }
    return ExitCode.OK;
  }

  static InputStream open(String file) throws IOException {
    if (file.equals("-")) {
      return System.in;
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new CommandFailure(ExitCode.NOT_FOUND, file + ": no such file");
    }
    return new BufferedInputStream(Files.newInputStream(path));
  }
}
