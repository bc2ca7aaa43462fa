package org.watchfire.deploy.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.watchfire.collector.input.PemTls;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.witness.Witness;
import org.watchfire.store.witness.WitnessServer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a witness until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class WitnessServeCommand implements Callable<Integer> {
  @Mixin WitnessOptions witness;
  @Spec CommandSpec spec;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      descriptionKey = "witness.listen",
      description = "where to listen; off loopback only with TLS")
  String listen;

  @ArgGroup(exclusive = false)
  Tls tls;

  static final class Tls {
    @Option(
        names = "--tls-cert",
        required = true,
        paramLabel = "FILE",
        descriptionKey = "witness.tls-cert",
        description = "certificate chain, PEM")
    Path cert;

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "FILE",
        descriptionKey = "witness.tls-key",
        description = "its private key, PEM PKCS#8")
    Path key;
  }

  @Override
  public Integer call() throws Exception {
    InetSocketAddress address = address(listen);
    SSLContext context = tls == null ? null : PemTls.server(tls.cert, tls.key, null);
    Witness opened =
        Witness.open(
            witness.dir, witness.signer(), witness.logs(), new FileDisk(), Clock.systemUTC());
    CountDownLatch stopped = new CountDownLatch(1);
    try (WitnessServer server = start(opened, address, context)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop"));
      spec.commandLine()
          .getErr()
          .println("witness " + opened.publicKey() + " listens on " + server.address());
      stopped.await();
    }
    return ExitCode.OK;
  }

  private static WitnessServer start(Witness witness, InetSocketAddress address, SSLContext tls)
      throws Exception {
    try {
      return WitnessServer.start(witness, address, tls);
    } catch (IllegalArgumentException e) {
      witness.close();
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new CommandFailure(ExitCode.USAGE, "--listen " + text + " is not HOST:PORT");
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port > 65_535) {
      throw new CommandFailure(ExitCode.USAGE, "there is no port " + port);
    }
    String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    return new InetSocketAddress(host, port);
  }
}
