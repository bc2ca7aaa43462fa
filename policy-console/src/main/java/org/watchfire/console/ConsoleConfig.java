package org.watchfire.console;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.console.classification.Classification;
import org.watchfire.console.directory.DirectoryDesk;
import org.watchfire.console.enrol.EnrolConfig;
import org.watchfire.console.identity.Role;
import org.watchfire.console.keys.KeysConfig;
import org.watchfire.console.triage.ServiceTargets;
import org.watchfire.console.web.HttpApi;
import org.watchfire.core.config.Default;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.sealing.SealingSettings;

/**
 * The console's configuration file; every key is described in {@code console.yaml}.
 *
 * @param listen where browsers and programs connect
 * @param healthPort loopback port for the supervisor; 0 takes a free one
 * @param elasticsearch base address of the index
 * @param elasticsearchAccess what a cluster of the site's own asks for
 * @param policyKey signing key of policy objects, one line of text
 * @param credentialsFile first passwords: JSON user name → password; made when it does not exist
 * @param setUpFile where the code for naming the officers is put; this or {@code credentialsFile}
 * @param integrity sealing of the rows that carry rights
 * @param signIn what signing in needs beside a password
 * @param keys the key vault
 * @param triage how soon alerts are to be taken on and closed
 * @param enrolment certificates of agents
 * @param directory where people and assets are pulled from
 * @param classification how levels are recommended
 * @param components health addresses of the other processes, by name
 */
public record ConsoleConfig(
    @Default("{}") HttpApi.Listen listen,
    @Default("9604") int healthPort,
    DatabaseConfig database,
    KafkaClientConfig kafka,
    @Default("http://127.0.0.1:9200") URI elasticsearch,
    @Default("{}") ElasticAccess elasticsearchAccess,
    LedgerConfig ledger,
    Path policyKey,
    @Default("null") Path credentialsFile,
    @Default("null") Path setUpFile,
    IntegrityConfig integrity,
    SignInConfig signIn,
    @Default("{}") KeysConfig keys,
    @Default("{}") ServiceTargets triage,
    @Default("{}") EnrolConfig enrolment,
    @Default("{}") DirectoryDesk.Config directory,
    @Default("{}") Classification.Config classification,
    @Default("{}") Map<String, URI> components,
    @Default("{}") SessionConfig session,
    @Default("{}") PasswordConfig passwords,
    @Default("{}") LimitConfig limits) {

  public ConsoleConfig {
    require(
        Set.of("http", "https").contains(String.valueOf(elasticsearch.getScheme())),
        "elasticsearch expects http(s)://host:port");
    require(
        (credentialsFile == null) != (setUpFile == null),
        "one of credentials-file and set-up-file is required");
  }

  /**
   * @param passwordFile file that holds the password and nothing else
   */
  public record DatabaseConfig(
      String url, String user, Path passwordFile, @Default("8") int poolSize) {
    public DatabaseConfig {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("url expects jdbc:postgresql://host:port/database");
      }
      require(poolSize >= 2 && poolSize <= 100, "pool-size expects 2 to 100");
    }
  }

  /**
   * @param username with {@code passwordFile} for HTTP basic authentication; null for none
   * @param passwordFile file whose first line is the password
   * @param caFile PEM certificate of the authority behind {@code https}; null takes the platform's
   * @param timeout longest wait for an answer
   */
  public record ElasticAccess(
      @Default("null") String username,
      @Default("null") Path passwordFile,
      @Default("null") Path caFile,
      @Default("15s") Duration timeout) {}

  /**
   * @param directory folder that holds one ledger per stream
   * @param publicKey verifier key of the checkpoints
   * @param evidenceKey key that signs exports; null when nothing can be exported here
   * @param evidenceCertificate the site's certificate of that key
   * @param trustPolicy the site's trust policy; null asks for the signature of the public key alone
   * @param reportFont TrueType file with Chinese characters for the report in exports; null for
   *     exports without a report
   * @param sealing what the audit store seals, as in its configuration
   * @param sealingKeys folder of the store with the keys of sealed values; null when nothing is
   *     sealed
   */
  public record LedgerConfig(
      Path directory,
      Path publicKey,
      @Default("null") Path evidenceKey,
      @Default("null") Path evidenceCertificate,
      @Default("null") Path trustPolicy,
      @Default("null") Path reportFont,
      @Default("{}") SealingSettings sealing,
      @Default("null") Path sealingKeys) {
    public LedgerConfig {
      require(
          (sealing.kekFile() == null) == (sealingKeys == null),
          "sealing.kek-file and sealing-keys go together");
      require(
          (evidenceKey == null) == (evidenceCertificate == null),
          "evidence-key and evidence-certificate go together");
    }
  }

  /**
   * @param keyFile key of the seals, one line of text
   * @param anchorFile where the highest revisions are remembered; made at the first start
   * @param checkEvery how often every protected row is looked at
   */
  public record IntegrityConfig(Path keyFile, Path anchorFile, @Default("1d") Duration checkEvery) {
    public IntegrityConfig {
      require(positive(checkEvery), "check-every expects more than 0");
    }
  }

  /**
   * @param keyFile key that seals the secrets of second factors, one line of text
   * @param secondFactorFor roles that may do nothing without a second factor
   * @param changeFirstPassword whether a first password must be changed before anything else
   * @param dormantAfter accounts that nobody uses for so long are disabled
   */
  public record SignInConfig(
      Path keyFile,
      @Default("[SYS_ADMIN, SEC_ADMIN, AUDIT_ADMIN]") List<Role> secondFactorFor,
      @Default("true") boolean changeFirstPassword,
      @Default("90d") Duration dormantAfter) {
    public SignInConfig {
      require(dormantAfter.compareTo(Duration.ofDays(1)) >= 0, "dormant-after expects at least 1d");
    }
  }

  /**
   * @param idle a session without requests ends after this time
   * @param absolute every session ends after this time
   */
  public record SessionConfig(@Default("15m") Duration idle, @Default("8h") Duration absolute) {
    public SessionConfig {
      require(positive(idle) && positive(absolute), "idle and absolute expect more than 0");
    }
  }

  /**
   * @param memoryKib Argon2id memory per hash
   * @param iterations Argon2id passes
   * @param parallelism Argon2id lanes
   * @param concurrent hashes at a time; each takes memory-kib of heap
   * @param hashing what new passwords are hashed with; older ones stay valid
   * @param sm3Iterations of PBKDF2 with HMAC-SM3
   */
  public record PasswordConfig(
      @Default("argon2id") Hashing hashing,
      @Default("600000") int sm3Iterations,
      @Default("47104") int memoryKib,
      @Default("1") int iterations,
      @Default("1") int parallelism,
      @Default("1") int concurrent) {
    public PasswordConfig {
      require(
          sm3Iterations >= 1000 && sm3Iterations <= 10_000_000,
          "sm3-iterations expects 1000 to 10000000");
      require(memoryKib >= 64 && memoryKib <= 1 << 20, "memory-kib expects 64 to 1048576");
      require(iterations >= 1 && iterations <= 100, "iterations expects 1 to 100");
      require(parallelism >= 1 && parallelism <= 64, "parallelism expects 1 to 64");
      require(concurrent >= 1 && concurrent <= 64, "concurrent expects 1 to 64");
    }

    /** Ways to hash a password. */
    public enum Hashing {
      ARGON2ID,
      /** National cryptography alone. */
      PBKDF2_HMAC_SM3
    }
  }

  /**
   * @param failures wrong passwords in a row that lock a name
   * @param lock how long it stays locked
   * @param signInsPerMinute sign-ins of one address
   * @param requestsPerSecond requests of one address; a burst of four seconds is allowed
   * @param exportRecords records of one export
   * @param exportAlone more records than this take the agreement of another person
   */
  public record LimitConfig(
      @Default("5") int failures,
      @Default("15m") Duration lock,
      @Default("20") int signInsPerMinute,
      @Default("50") int requestsPerSecond,
      @Default("100000") int exportRecords,
      @Default("10000") int exportAlone) {
    public LimitConfig {
      require(failures >= 1 && positive(lock), "failures and lock expect more than 0");
      require(
          signInsPerMinute >= 1 && requestsPerSecond >= 1,
          "sign-ins-per-minute and requests-per-second expect more than 0");
      require(
          exportRecords >= 1 && exportRecords <= 1_000_000, "export-records expects 1 to 1000000");
      require(exportAlone >= 1, "export-alone expects more than 0");
    }
  }

  /**
   * The whole of how Elasticsearch is reached.
   *
   * @throws IllegalArgumentException when parts of it do not go together
   */
  ElasticConfig elastic() {
    return new ElasticConfig(
        elasticsearch,
        elasticsearchAccess.username(),
        elasticsearchAccess.passwordFile(),
        elasticsearchAccess.caFile(),
        elasticsearchAccess.timeout());
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String expectation) {
    if (!condition) {
      throw new IllegalArgumentException(expectation);
    }
  }
}
