package org.watchfire.console.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.shiro.authc.credential.DefaultPasswordService;
import org.apache.shiro.authc.credential.PasswordService;
import org.apache.shiro.crypto.hash.HashRequest;
import org.apache.shiro.crypto.support.hashes.argon2.Argon2HashProvider.Parameters;
import org.apache.shiro.lang.util.ByteSource;

/**
 * Password hashing by Argon2id (RFC 9106) or, in the national profile, PBKDF2 with HMAC-SM3, with a
 * bound on how many run at once: each one takes time, and Argon2 {@code memoryKib} of heap, so an
 * unbounded number of sign-ins would exhaust them. Thread-safe.
 *
 * <p>A hash carries its kind and parameters, so changing them does not invalidate older hashes.
 */
public final class Passwords implements PasswordService {
  /** Shortest password a person may choose. */
  public static final int MIN_LENGTH = 12;

  /** Longest, so that hashing hostile input stays cheap. */
  public static final int MAX_LENGTH = 256;

  // No characters that are mistaken for each other when read from paper.
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int GENERATED_LENGTH = 20;

  private final DefaultPasswordService argon2;
  private final OptionalInt sm3Iterations;
  private final Semaphore slots;
  private final Duration patience;
  private final SecureRandom random;
  private final String decoy;

  /**
   * @param memoryKib Argon2 memory per hash in KiB
   * @param iterations Argon2 passes
   * @param parallelism Argon2 lanes
   * @param concurrent hashes at a time
   * @param patience how long a caller waits for its turn before he is told to come again
   */
  public Passwords(
      int memoryKib,
      int iterations,
      int parallelism,
      int concurrent,
      Duration patience,
      SecureRandom random) {
    this(memoryKib, iterations, parallelism, OptionalInt.empty(), concurrent, patience, random);
  }

  /**
   * @param sm3Iterations new hashes are PBKDF2 with HMAC-SM3 of so many iterations; empty makes
   *     them Argon2id
   */
  public Passwords(
      int memoryKib,
      int iterations,
      int parallelism,
      OptionalInt sm3Iterations,
      int concurrent,
      Duration patience,
      SecureRandom random) {
    this.sm3Iterations = sm3Iterations;
    this.argon2 =
        new Argon2(
            Map.of(
                Parameters.PARAMETER_MEMORY_KIB, Integer.toString(memoryKib),
                Parameters.PARAMETER_ITERATIONS, Integer.toString(iterations),
                Parameters.PARAMETER_PARALLELISM, Integer.toString(parallelism)));
    this.slots = new Semaphore(concurrent, true);
    this.patience = patience;
    this.random = random;
    this.decoy = hash(generate());
  }

  /** Shiro's service with our parameters: its own setting of them does not reach the hash. */
  private static final class Argon2 extends DefaultPasswordService {
    private final Map<String, Object> parameters;

    Argon2(Map<String, Object> parameters) {
      this.parameters = parameters;
    }

    @Override
    protected HashRequest createHashRequest(ByteSource plaintext) {
      return new HashRequest.Builder()
          .setSource(plaintext)
          .setAlgorithmName(DEFAULT_HASH_ALGORITHM)
          .withParameters(parameters)
          .build();
    }
  }

  /** A random password of about 115 bits. */
  public String generate() {
    StringBuilder text = new StringBuilder(GENERATED_LENGTH);
    for (int i = 0; i < GENERATED_LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** A hash nobody knows the password of: what an unknown name is compared with. */
  String decoy() {
    return decoy;
  }

  /**
   * What is wrong with a password that a person chose. Length is what counts (NIST SP 800-63B); the
   * rest keeps out what would be tried first.
   */
  public static Optional<String> weakness(String password, String username) {
    int length = password.codePointCount(0, password.length());
    if (length < MIN_LENGTH) {
      return Optional.of("a password has at least " + MIN_LENGTH + " characters");
    }
    if (password.length() > MAX_LENGTH) {
      return Optional.of("a password has at most " + MAX_LENGTH + " characters");
    }
    if (password.toLowerCase(Locale.ROOT).contains(username)) {
      return Optional.of("a password does not contain the user name");
    }
    if (password.codePoints().distinct().count() < 6) {
      return Optional.of("a password has at least 6 different characters");
    }
    return Optional.empty();
  }

  @Override
  public String encryptPassword(Object plaintext) {
    acquire();
    try {
      return hash(plaintext);
    } finally {
      slots.release();
    }
  }

  @Override
  public boolean passwordsMatch(Object submitted, String hash) {
    acquire();
    try {
      return Sm3Hash.is(hash)
          ? Sm3Hash.matches(text(submitted), hash)
          : argon2.passwordsMatch(submitted, hash);
    } finally {
      slots.release();
    }
  }

  private String hash(Object plaintext) {
    return sm3Iterations.isPresent()
        ? Sm3Hash.of(text(plaintext), sm3Iterations.getAsInt(), random)
        : argon2.encryptPassword(plaintext);
  }

  /** Shiro gives characters where it has them from a token. */
  private static String text(Object password) {
    return password instanceof char[] characters ? new String(characters) : (String) password;
  }

  private void acquire() {
    try {
      if (slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IdentityException(
        IdentityException.Reason.BUSY, "too many sign-ins at this moment, try again", 2);
  }
}
