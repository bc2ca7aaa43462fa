package org.watchfire.console.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLUtil;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of a directory server, page by page. What it answers is as untrusted as a file; referrals
 * to other servers are not followed.
 */
final class LdapRows implements RowSource {
  private static final Logger LOG = LoggerFactory.getLogger(LdapRows.class);
  private static final int MAX_VALUES = 200;
  private static final int MAX_MESSAGE = 20 << 20;

  private final LdapConfig config;
  private final Filter filter;

  /**
   * @param match value that {@code match-attribute} must have, whatever characters it has; null for
   *     any
   * @throws LDAPException when the configured filter is none
   * @throws IllegalArgumentException when there is nothing to match with
   */
  LdapRows(LdapConfig config, String match) throws LDAPException {
    this.config = config;
    Filter all = Filter.create(config.filter());
    if (match != null && config.matchAttribute() == null) {
      throw new IllegalArgumentException("this source cannot be narrowed");
    }
    this.filter =
        match == null
            ? all
            : Filter.createANDFilter(
                all, Filter.createEqualityFilter(config.matchAttribute(), match));
  }

  @Override
  public void read(Consumer<RawRow> sink) throws IOException, Unreadable {
    try (LDAPConnection server = connect()) {
      if (config.bindDn() != null) {
        server.bind(config.bindDn(), Files.readString(config.passwordFile()).strip());
      }
      List<String> attributes =
          config.columns().values().stream().flatMap(List::stream).distinct().toList();
      SearchRequest request =
          new SearchRequest(
              config.base(), SearchScope.SUB, filter, attributes.toArray(String[]::new));
      request.setResponseTimeoutMillis(config.timeout().toMillis());
      request.setFollowReferrals(false);
      ASN1OctetString cookie = null;
      long number = 0;
      do {
        request.setControls(new SimplePagedResultsControl(config.pageSize(), cookie, true));
        SearchResult page = server.search(request);
        for (SearchResultEntry entry : page.getSearchEntries()) {
          sink.accept(row(++number, entry));
        }
        SimplePagedResultsControl next = SimplePagedResultsControl.get(page);
        cookie = next != null && next.moreResultsToReturn() ? next.getCookie() : null;
      } while (cookie != null);
    } catch (LDAPException e) {
      // The server's own words go to the log only: they may hold anything.
      LOG.warn("the directory server {} failed: {}", config.url().getHost(), e.getResultString());
      throw new Unreadable(
          0,
          new RowProblem(
              "",
              "ldap",
              "目录服务器未能应答：" + e.getResultCode().getName(),
              "the directory server did not answer: " + e.getResultCode().getName()));
    }
  }

  private RawRow row(long number, SearchResultEntry entry) {
    Map<String, String> cells = new LinkedHashMap<>();
    List<RowProblem> problems = new ArrayList<>();
    config
        .columns()
        .forEach(
            (column, attributes) -> {
              List<String> values = new ArrayList<>();
              for (String attribute : attributes) {
                String[] found = entry.getAttributeValues(attribute);
                if (found != null) {
                  values.addAll(List.of(found));
                }
              }
              if (values.size() > MAX_VALUES) {
                problems.add(
                    RowProblem.wrong(
                        column,
                        "多于 " + MAX_VALUES + " 个值",
                        "has more than " + MAX_VALUES + " values"));
              } else if (values.stream().anyMatch(v -> values.size() > 1 && v.indexOf(';') >= 0)) {
                problems.add(RowProblem.wrong(column, "值中含有分号", "has a value with a semicolon"));
              } else {
                cells.put(column, String.join(";", values));
              }
            });
    RawRow row = Columns.row(config.kind(), number, cells);
    row.problems().addAll(problems);
    return row;
  }

  private LDAPConnection connect() throws IOException, LDAPException {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis((int) config.timeout().toMillis());
    options.setResponseTimeoutMillis(config.timeout().toMillis());
    options.setMaxMessageSize(MAX_MESSAGE);
    options.setFollowReferrals(false);
    String host = config.url().getHost();
    if (!config.tls()) {
      return new LDAPConnection(options, host, config.port());
    }
    options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
    try {
      SSLSocketFactory sockets = new SSLUtil(trust()).createSSLSocketFactory("TLSv1.3");
      return new LDAPConnection(sockets, options, host, config.port());
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS to " + host + " cannot be set up", e);
    }
  }

  private TrustManager[] trust() throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = null;
    if (config.caFile() != null) {
      trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      try (InputStream in = Files.newInputStream(config.caFile())) {
        int number = 0;
        for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          trusted.setCertificateEntry("ca-" + number++, one);
        }
      }
    }
    factory.init(trusted);
    return factory.getTrustManagers();
  }
}
