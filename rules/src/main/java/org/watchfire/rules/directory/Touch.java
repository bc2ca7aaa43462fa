package org.watchfire.rules.directory;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * What an event touches, in the segments that selectors are written in.
 *
 * <ul>
 *   <li>files: {@code file.path} and {@code file.target_path} of events of category {@code file}
 *   <li>database objects: {@code postgresql.database} and {@code postgresql.object} of category
 *       {@code database}
 *   <li>URLs: {@code url.path} of category {@code web}, on {@code url.domain}, else {@code
 *       destination.domain}, else {@code host.name}
 *   <li>hosts: {@code host.name} of a successful log-on
 * </ul>
 */
record Touch(
    List<List<String>> files,
    List<List<String>> databaseObjects,
    List<List<String>> urls,
    List<String> hosts) {

  private static final Set<String> LOGONS = Set.of("ssh_login", "console_login");

  static Touch of(Event event) {
    List<String> categories = event.texts(EcsFields.EVENT_CATEGORY);
    return new Touch(
        categories.contains("file") ? files(event) : List.of(),
        categories.contains("database") ? databaseObjects(event) : List.of(),
        event.text("url.path") == null ? List.of() : urls(event),
        logOn(event)
            ? List.of(event.text(EcsFields.HOST_NAME).toLowerCase(Locale.ROOT))
            : List.of());
  }

  /** Everything that was touched, as selectors that name one thing each. */
  List<Selector> selectors() {
    List<Selector> all = new ArrayList<>();
    files.forEach(f -> all.add(new Selector.File(List.copyOf(f))));
    databaseObjects.forEach(o -> all.add(new Selector.Database(List.copyOf(o))));
    urls.forEach(u -> all.add(new Selector.Url(List.copyOf(u))));
    hosts.forEach(h -> all.add(new Selector.Host(List.of(h))));
    return all;
  }

  private static boolean logOn(Event event) {
    return event.text(EcsFields.HOST_NAME) != null
        && "success".equals(event.text(EcsFields.EVENT_OUTCOME))
        && LOGONS.contains(event.text(EcsFields.EVENT_ACTION));
  }

  private static List<List<String>> files(Event event) {
    List<List<String>> files = new ArrayList<>(2);
    for (String field : List.of(EcsFields.FILE_PATH, "file.target_path")) {
      for (String path : event.texts(field)) {
        files.add(Selector.segments(path));
      }
    }
    return files;
  }

  private static List<List<String>> databaseObjects(Event event) {
    String database = lower(event.text("postgresql.database"), "*");
    List<List<String>> objects = new ArrayList<>();
    for (String object : event.texts("postgresql.object")) {
      String[] parts = object.replace("\"", "").toLowerCase(Locale.ROOT).split("\\.");
      if (parts.length == 1) {
        objects.add(List.of(database, "public", parts[0]));
      } else {
        objects.add(List.of(database, parts[parts.length - 2], parts[parts.length - 1]));
      }
    }
    return objects;
  }

  private static List<List<String>> urls(Event event) {
    List<String> path = Selector.segments(decoded(event.text("url.path")));
    List<List<String>> urls = new ArrayList<>();
    for (String host : webHosts(event)) {
      List<String> url = new ArrayList<>(path.size() + 1);
      url.add(host);
      url.addAll(path);
      urls.add(url);
    }
    return urls;
  }

  /**
   * Plain access logs do not name the site: then the server is known only by its own name, with or
   * without domain.
   */
  private static Set<String> webHosts(Event event) {
    for (String field : List.of("url.domain", "destination.domain")) {
      String host = event.text(field);
      if (host != null) {
        return Set.of(host.toLowerCase(Locale.ROOT));
      }
    }
    Set<String> hosts = new LinkedHashSet<>();
    String server = lower(event.text(EcsFields.HOST_NAME), "");
    hosts.add(server);
    hosts.add(Selector.Url.firstLabel(server));
    return hosts;
  }

  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not a valid escape: the server would have seen these characters.
      return path;
    }
  }

  private static String lower(String text, String otherwise) {
    return text == null ? otherwise : text.toLowerCase(Locale.ROOT);
  }
}
