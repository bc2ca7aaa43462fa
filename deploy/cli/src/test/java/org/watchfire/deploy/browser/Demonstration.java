package org.watchfire.deploy.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.watchfire.deploy.demo.ConsoleClient;
import org.watchfire.deploy.demo.PlayedDemo;
import org.watchfire.deploy.standalone.Certificates;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.KafkaServer;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.supervisor.FirstCredentials;
import org.watchfire.deploy.supervisor.SupervisorState;

/** A running installation on which the story was played, with accounts of every role. */
final class Demonstration {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Map<Account, ConsoleClient> clients = new EnumMap<>(Account.class);
  private final DataDirectory data;
  private final int port;

  private Demonstration(DataDirectory data) {
    this.data = data;
    String url = System.getProperty("browser.url");
    this.port =
        url != null
            ? URI.create(url).getPort()
            : SupervisorState.ofRunning(data)
                .orElseThrow(() -> new IllegalStateException("nothing runs on " + data.root()))
                .port("console");
  }

  /** One that runs already, as {@code browser.data} names it. */
  static Optional<Demonstration> running() throws IOException, InterruptedException {
    String running = System.getProperty("browser.data");
    return running == null
        ? Optional.empty()
        : Optional.of(prepared(new DataDirectory(Path.of(running))));
  }

  /**
   * @throws IllegalStateException when it was not played to its end
   */
  static Demonstration on(PlayedDemo demo) throws IOException, InterruptedException {
    if (demo.run().exitCode() != 0) {
      throw new IllegalStateException("watchfire demo failed:\n" + demo.run().text());
    }
    return prepared(demo.installation().data());
  }

  private static Demonstration prepared(DataDirectory data)
      throws IOException, InterruptedException {
    Demonstration there = new Demonstration(data);
    there.addAccounts();
    return there;
  }

  /** Address of the user interface, without a slash at its end. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  Path inbox() throws IOException {
    return data.of("inbox");
  }

  /** Its Kafka, as its own parts reach it. */
  KafkaAccess kafka() throws IOException {
    int broker =
        SupervisorState.ofRunning(data)
            .orElseThrow(() -> new IllegalStateException("nothing runs on " + data.root()))
            .port("kafka");
    return new KafkaServer(Layout.find(), data, new Certificates(data.secrets()), broker, 0)
        .access();
  }

  /** The public key of the site, as an auditor has it by another way. */
  Path siteKey() throws IOException {
    return data.of("secrets").resolve("ledger.pub");
  }

  /** Every account has it once the demonstration has started. */
  String password(Account account) {
    return Account.OWN_PASSWORD;
  }

  /** Each chooses a password of his own, so that no page asks for it. */
  private void changePassword(Account account, String first)
      throws IOException, InterruptedException {
    ConsoleClient client = signedIn(account, first);
    client.put("session/password", Map.of("current", first, "password", Account.OWN_PASSWORD));
    clients.put(account, client);
  }

  /** The console takes so many sign-ins a minute and no more: who comes too soon comes again. */
  private ConsoleClient signedIn(Account account, String password)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ConsoleClient client = new ConsoleClient(port);
      try {
        client.login(account.username, password);
        return client;
      } catch (IOException e) {
        if (!e.getMessage().contains(Screen.TOO_MANY) || System.nanoTime() > until) {
          throw e;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private boolean hasAccounts() throws InterruptedException {
    try {
      client(Account.ANALYST);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The API as this account may use it; one session for all. */
  ConsoleClient client(Account account) throws IOException, InterruptedException {
    ConsoleClient known = clients.get(account);
    if (known == null || !signedInStill(known)) {
      known = signedIn(account, password(account));
      clients.put(account, known);
    }
    return known;
  }

  /** A session that nobody has used for a while has ended. */
  private static boolean signedInStill(ConsoleClient client) throws InterruptedException {
    try {
      client.get("session");
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private void addAccounts() throws IOException, InterruptedException {
    if (hasAccounts()) {
      return;
    }
    for (Account account : Account.values()) {
      if (account.role == null) {
        changePassword(account, FirstCredentials.password(data, account.username));
      }
    }
    ConsoleClient system = client(Account.SYSTEM_ADMINISTRATOR);
    ConsoleClient security = client(Account.SECURITY_ADMINISTRATOR);
    String known = system.get("users?limit=200").toString();
    for (Account account : Account.values()) {
      if (account.role == null || known.contains("username=" + account.username)) {
        continue;
      }
      system.post(
          "users",
          Map.of(
              "username", account.username,
              "displayName", account.username,
              "personId", "person-of-" + account.username,
              "password", Account.FIRST_PASSWORD));
      security.put("users/" + account.username + "/roles", Map.of("roles", List.of(account.role)));
      changePassword(account, Account.FIRST_PASSWORD);
    }
  }
}
