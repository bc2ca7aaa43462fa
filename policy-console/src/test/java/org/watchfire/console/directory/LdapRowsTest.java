package org.watchfire.console.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.SelfSignedCertificateGenerator;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory server is pulled page by page, and what it answers is only data. */
class LdapRowsTest {
  private static final String BASE = "ou=people,dc=example,dc=gov";

  @TempDir Path folder;
  private InMemoryDirectoryServer server;
  private KeyStore certificates;

  @BeforeEach
  void start() throws Exception {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=gov");
    config.addAdditionalBindCredentials("cn=reader", "reader-password");
    config.setAuthenticationRequiredOperationTypes(com.unboundid.ldap.sdk.OperationType.SEARCH);
    config.setSchema(null);
    ObjectPair<File, char[]> own =
        SelfSignedCertificateGenerator.generateTemporarySelfSignedCertificate("test", "PKCS12");
    certificates = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(own.getFirst().toPath())) {
      certificates.load(in, own.getSecond());
    }
    SSLUtil tls =
        new SSLUtil(new KeyStoreKeyManager(own.getFirst(), own.getSecond(), "PKCS12", null), null);
    InetAddress here = InetAddress.getLoopbackAddress();
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig("plain", here, 0, null),
        InMemoryListenerConfig.createLDAPSConfig(
            "tls", here, 0, tls.createSSLServerSocketFactory(), null));
    server = new InMemoryDirectoryServer(config);
    server.add("dn: dc=example,dc=gov", "objectClass: domain", "dc: example");
    server.add("dn: " + BASE, "objectClass: organizationalUnit", "ou: people");
    for (int i = 0; i < 25; i++) {
      server.add(
          "dn: uid=u" + i + "," + BASE,
          "objectClass: person",
          "uid: u" + i,
          "cn: =cmd|人员" + i,
          "sAMAccountName: acc" + i,
          "sAMAccountName: OFFICE\\acc" + i,
          "departmentNumber: " + (i < 5 ? "a*)(uid=*" : "d1"));
    }
    server.startListening();
  }

  @AfterEach
  void stop() {
    server.shutDown(true);
  }

  @Test
  void everyPageIsRead() throws Exception {
    List<RawRow> rows = read(config("ldap", "plain", null), null);
    assertThat(rows).hasSize(25);
    RawRow seventh = rows.stream().filter(row -> row.id().equals("u7")).findFirst().orElseThrow();
    assertThat(seventh.members().get("name")).isEqualTo("=cmd|人员7");
    assertThat((List<?>) seventh.members().get("accounts")).hasSize(2);
    assertThat(rows).allMatch(row -> row.problems().isEmpty());
  }

  @Test
  void aValueIsAValueWhateverItLooksLike() throws Exception {
    assertThat(read(config("ldap", "plain", null), "a*)(uid=*")).hasSize(5);
    assertThat(read(config("ldap", "plain", null), "*")).isEmpty();
    assertThat(read(config("ldap", "plain", null), "d1)(objectClass=*")).isEmpty();
  }

  @Test
  void onlyWhomWeTrustIsBelieved() throws Exception {
    assertThatThrownBy(() -> read(config("ldaps", "tls", null), null))
        .isInstanceOfSatisfying(
            RowSource.Unreadable.class, e -> assertThat(e.problem().code()).isEqualTo("ldap"));
    assertThat(read(config("ldaps", "tls", pem()), null)).hasSize(25);
  }

  @Test
  void aWrongPasswordAndAServerThatIsAwayAreTold() throws Exception {
    LdapConfig good = config("ldap", "plain", null);
    Files.writeString(folder.resolve("password"), "wrong");
    assertThatThrownBy(() -> read(good, null))
        .isInstanceOfSatisfying(
            RowSource.Unreadable.class,
            e -> assertThat(e.problem().en()).contains("invalid credentials"));
    server.shutDown(true);
    assertThatThrownBy(() -> read(good, null)).isInstanceOf(RowSource.Unreadable.class);
  }

  @Test
  void whatIsConfiguredWrongIsRefused() {
    assertThatThrownBy(() -> config("ldap", URI.create("ldap://203.0.113.9"), null))
        .hasMessageContaining("ldaps");
    assertThatThrownBy(
            () ->
                new LdapRows(
                    new LdapConfig(
                        URI.create("ldap://127.0.0.1:1"),
                        null,
                        null,
                        null,
                        BASE,
                        "(open",
                        null,
                        "person",
                        Map.of("id", List.of("uid")),
                        10,
                        Duration.ofSeconds(5)),
                    null))
        .isInstanceOf(LDAPException.class);
  }

  private static List<RawRow> read(LdapConfig config, String match) throws Exception {
    List<RawRow> rows = new ArrayList<>();
    new LdapRows(config, match).read(rows::add);
    return rows;
  }

  private LdapConfig config(String scheme, String listener, Path ca) throws IOException {
    Files.writeString(folder.resolve("password"), "reader-password\n");
    return config(
        scheme, URI.create(scheme + "://127.0.0.1:" + server.getListenPort(listener)), ca);
  }

  private LdapConfig config(String scheme, URI url, Path ca) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("id", List.of("uid"));
    columns.put("name", List.of("cn"));
    columns.put("accounts", List.of("sAMAccountName"));
    return new LdapConfig(
        url,
        "cn=reader",
        folder.resolve("password"),
        ca,
        BASE,
        "(objectClass=person)",
        "departmentNumber",
        "person",
        columns,
        10,
        Duration.ofSeconds(10));
  }

  private Path pem() throws Exception {
    Certificate own = certificates.getCertificate(certificates.aliases().nextElement());
    return Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(own.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }
}
