package org.watchfire.console.enrol;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates and revocation lists (RFC 5280). Keeps nothing. Thread-safe. */
final class Issuer {
  /** Clocks of agents may be behind by so much. */
  static final Duration SKEW = Duration.ofMinutes(5);

  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final int SERIAL_BITS = 128;

  private final SecureRandom random;

  Issuer(SecureRandom random) {
    this.random = random;
  }

  /** An authority's new key with its self-signed certificate. */
  record NewAuthority(X509Certificate certificate, PrivateKey key) {}

  /** What a list says of one certificate. */
  record Revoked(BigInteger serial, Instant at, RevocationReason reason) {}

  /** EC P-384: the key lives for ten years. */
  NewAuthority newAuthority(Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"), random);
      KeyPair pair = generator.generateKeyPair();
      BigInteger serial = serial();
      // The number keeps the names of successive authorities apart.
      X500Name name =
          new X500Name("O=Watchfire,CN=Watchfire Agents CA " + hex(serial).substring(0, 8));
      Instant begin = now.truncatedTo(ChronoUnit.SECONDS);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial,
              Date.from(begin.minus(SKEW)),
              Date.from(begin.plus(AUTHORITY_LIFE)),
              name,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return new NewAuthority(
          certificate(builder, signer(KeyKind.EC_P384, pair.getPrivate())), pair.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("an authority cannot be made", e);
    }
  }

  /**
   * A certificate for {@code O=Watchfire,CN=agent}, good for TLS clients alone.
   *
   * @param until when it ends at the latest; it never outlives the authority
   */
  X509Certificate issue(
      Authority authority,
      PrivateKey key,
      String agent,
      PublicKey subject,
      Instant now,
      Instant until) {
    Instant begin = now.truncatedTo(ChronoUnit.SECONDS);
    Instant end = until.isBefore(authority.notAfter()) ? until : authority.notAfter();
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              authority.certificate(),
              serial(),
              Date.from(begin.minus(SKEW)),
              Date.from(end.truncatedTo(ChronoUnit.SECONDS)),
              // In this order: Kafka's mapping of principals depends on it.
              new X500Name("O=Watchfire,CN=" + agent),
              subject);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(authority.certificate()));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subject));
      return certificate(builder, signer(authority, key));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("the certificate of " + agent + " cannot be made", e);
    }
  }

  /** A complete list of one authority, DER. */
  byte[] crl(
      Authority authority,
      PrivateKey key,
      long number,
      List<Revoked> revoked,
      Instant now,
      Instant next) {
    try {
      JcaX509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(authority.certificate(), Date.from(now));
      builder.setNextUpdate(Date.from(next));
      for (Revoked one : revoked) {
        builder.addCRLEntry(one.serial(), Date.from(one.at()), one.reason().code());
      }
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      return builder.build(signer(authority, key)).getEncoded();
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("a revocation list cannot be made", e);
    }
  }

  /** The serial number as 32 hex digits, as it is stored and shown. */
  static String hex(X509Certificate certificate) {
    return hex(certificate.getSerialNumber());
  }

  static String hex(BigInteger serial) {
    String text = serial.toString(16);
    return "0".repeat(Math.max(0, SERIAL_BITS / 4 - text.length())).concat(text);
  }

  /** 128 random bits; never zero, which RFC 5280 forbids. */
  private BigInteger serial() {
    BigInteger serial;
    do {
      serial = new BigInteger(SERIAL_BITS, random);
    } while (serial.signum() == 0);
    return serial;
  }

  private static ContentSigner signer(Authority authority, PrivateKey key)
      throws OperatorCreationException {
    return signer(KeyKind.of(authority.certificate().getPublicKey()).orElseThrow(), key);
  }

  private static ContentSigner signer(KeyKind kind, PrivateKey key)
      throws OperatorCreationException {
    return new JcaContentSignerBuilder(kind.signature()).build(key);
  }

  private static X509Certificate certificate(X509v3CertificateBuilder builder, ContentSigner signer)
      throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
