package org.watchfire.console.enrol;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.watchfire.console.web.Refusal;

/**
 * A certification request (PKCS#10, RFC 2986) that was read and whose signature holds: whoever sent
 * it has the private key. Only the public key is taken from it; its subject and everything it asks
 * for are ignored.
 */
final class SigningRequest {
  /** Longest request, in characters; one with an RSA key of 8192 bits has 2,700. */
  static final int LONGEST = 8_192;

  private static final Map<ASN1ObjectIdentifier, String> SIGNATURES =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA",
          PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
          PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
          PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA",
          EdECObjectIdentifiers.id_Ed25519, "Ed25519");

  private final byte[] der;
  private final PublicKey key;

  private SigningRequest(byte[] der, PublicKey key) {
    this.der = der;
    this.key = key;
  }

  /**
   * @param pem one {@code CERTIFICATE REQUEST} of at most {@link #LONGEST} characters
   * @throws Refusal 400 {@code csr} that says what is wrong
   */
  static SigningRequest parse(String pem) {
    if (pem == null || pem.length() > LONGEST) {
      throw wrong("a PEM certificate request of at most " + LONGEST + " characters is expected");
    }
    byte[] der =
        Pem.read("CERTIFICATE REQUEST", pem)
            .or(() -> Pem.read("NEW CERTIFICATE REQUEST", pem))
            .orElseThrow(() -> wrong("it is not exactly one PEM block CERTIFICATE REQUEST"));
    CertificationRequest request = structure(der);
    PublicKey key = key(request.getCertificationRequestInfo().getSubjectPublicKeyInfo());
    verify(request, key);
    return new SigningRequest(der, key);
  }

  /** The key to be certified. */
  PublicKey key() {
    return key;
  }

  byte[] der() {
    return der.clone();
  }

  private static CertificationRequest structure(byte[] der) {
    try {
      ASN1Primitive read = ASN1Primitive.fromByteArray(der);
      if (read == null || !Arrays.equals(read.getEncoded(ASN1Encoding.DER), der)) {
        throw wrong("it is not encoded in DER");
      }
      CertificationRequest request = CertificationRequest.getInstance(read);
      // The library passes over a wrong tag of the attributes and writes the right one.
      if (!Arrays.equals(request.getEncoded(ASN1Encoding.DER), der)) {
        throw wrong("it is not a PKCS#10 structure");
      }
      CertificationRequestInfo info = request.getCertificationRequestInfo();
      if (info.getVersion().intValueExact() != 0) {
        throw wrong("its version is not 1");
      }
      return request;
    } catch (Refusal e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The library tells of what does not fit with exceptions of many kinds.
      throw wrong("it is not a PKCS#10 structure");
    }
  }

  private static PublicKey key(SubjectPublicKeyInfo info) {
    String factory = factory(info);
    try {
      // Checks what the JDK does not: that the point of an elliptic curve lies on it.
      PublicKeyFactory.createKey(info);
      PublicKey key =
          KeyFactory.getInstance(factory)
              .generatePublic(new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER)));
      if (KeyKind.of(key).isPresent()) {
        return key;
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw wrong("its public key cannot be read");
    }
    throw unsuitable();
  }

  private static String factory(SubjectPublicKeyInfo info) {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      Object curve = info.getAlgorithm().getParameters();
      if (SECObjectIdentifiers.secp256r1.equals(curve)
          || SECObjectIdentifiers.secp384r1.equals(curve)) {
        return "EC";
      }
    } else if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    } else if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    throw unsuitable();
  }

  private static void verify(CertificationRequest request, PublicKey key) {
    AlgorithmIdentifier algorithm = request.getSignatureAlgorithm();
    String name =
        Optional.ofNullable(SIGNATURES.get(algorithm.getAlgorithm()))
            .orElseThrow(() -> wrong("it is signed with an algorithm that is not accepted"));
    if (algorithm.getParameters() != null && !DERNull.INSTANCE.equals(algorithm.getParameters())) {
      throw wrong("the algorithm of its signature has parameters");
    }
    try {
      Signature verifier = Signature.getInstance(name);
      verifier.initVerify(key);
      verifier.update(request.getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
      if (verifier.verify(request.getSignature().getOctets())) {
        return;
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw wrong("its signature cannot be read");
    }
    throw wrong("its signature does not hold: who sent it does not have the private key");
  }

  private static Refusal unsuitable() {
    return wrong("its key is none of EC P-256, EC P-384, RSA 3072 to 8192 bits, Ed25519");
  }

  private static Refusal wrong(String why) {
    return new Refusal(400, "csr", "csr: " + why);
  }
}
