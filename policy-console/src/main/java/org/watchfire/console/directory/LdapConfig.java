package org.watchfire.console.directory;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.Default;

/**
 * A directory server that people, assets or departments are pulled from.
 *
 * @param url {@code ldaps://host:636}; {@code ldap://} only on this machine
 * @param bindDn who asks; null asks anonymously
 * @param passwordFile file that holds his password and nothing else
 * @param caFile PEM certificates that sign the server's; null takes the platform's
 * @param base below which entries are looked for
 * @param filter RFC 4515; which entries are taken
 * @param matchAttribute attribute that a pull may be narrowed by; null for none
 * @param kind {@code person}, {@code asset} or {@code department}
 * @param columns which attributes are which column, such as {@code id: [uid]}; several attributes
 *     are one list
 * @param pageSize entries of one page
 * @param timeout longest wait for one answer
 */
public record LdapConfig(
    URI url,
    @Default("null") String bindDn,
    @Default("null") Path passwordFile,
    @Default("null") Path caFile,
    String base,
    @Default("(objectClass=person)") String filter,
    @Default("null") String matchAttribute,
    @Default("person") String kind,
    Map<String, List<String>> columns,
    @Default("500") int pageSize,
    @Default("30s") Duration timeout) {
  public LdapConfig {
    columns = Map.copyOf(columns);
    boolean tls = "ldaps".equals(url.getScheme());
    if (url.getHost() == null || !(tls || "ldap".equals(url.getScheme()))) {
      throw new IllegalArgumentException("url expects ldaps://host:636");
    }
    if (!tls && !loopback(url.getHost())) {
      throw new IllegalArgumentException("url expects ldaps: " + url.getHost() + " is elsewhere");
    }
    if ((bindDn == null) != (passwordFile == null)) {
      throw new IllegalArgumentException("bind-dn and password-file go together");
    }
    if (!Set.of(Person.TYPE, Asset.TYPE, Department.TYPE).contains(kind)) {
      throw new IllegalArgumentException("kind expects person, asset or department");
    }
    for (String column : columns.keySet()) {
      if (!Columns.known(kind, column)) {
        throw new IllegalArgumentException("columns expects " + Columns.names(kind));
      }
    }
    if (!columns.containsKey(Columns.ID)) {
      throw new IllegalArgumentException("columns expects id");
    }
    if (pageSize < 1 || pageSize > 10_000) {
      throw new IllegalArgumentException("page-size expects 1 to 10000");
    }
  }

  boolean tls() {
    return url.getScheme().equals("ldaps");
  }

  int port() {
    return url.getPort() > 0 ? url.getPort() : tls() ? 636 : 389;
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ConfigException("url: no such host " + host, e);
    }
  }
}
