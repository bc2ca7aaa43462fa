package org.watchfire.console.enrol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** What an agent has and sends: a key pair and requests made with it. */
public record TestKey(KeyPair pair, String algorithm) {
  public static TestKey ec(String curve) {
    return of("EC", new ECGenParameterSpec(curve), "SHA256withECDSA");
  }

  public static TestKey agent() {
    return ec("secp256r1");
  }

  public static TestKey rsa(int bits) {
    return of("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), "SHA256withRSA");
  }

  public static TestKey of(String kind, AlgorithmParameterSpec parameters, String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (parameters != null) {
        generator.initialize(parameters);
      }
      return new TestKey(generator.generateKeyPair(), algorithm);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A request that asks for more than it may get: to be an authority, under another's name. */
  public PKCS10CertificationRequest greedyRequest() {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      return new JcaPKCS10CertificationRequestBuilder(
              new X500Name("O=Watchfire,CN=supervisor"), pair.getPublic())
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()));
    } catch (IOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  public String csr() {
    try {
      return Pem.text("CERTIFICATE REQUEST", greedyRequest().getEncoded());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The signature that a renewal asks for, by this key over another's request. */
  public String renewalSignature(String csr) {
    try {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes("watchfire-agent-renewal/1\n".getBytes(StandardCharsets.US_ASCII));
      content.writeBytes(Pem.read("CERTIFICATE REQUEST", csr).orElseThrow());
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      signer.update(content.toByteArray());
      return Base64.getEncoder().encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
