package org.watchfire.deploy.browser;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.deploy.standalone.Layout;

/** The console's texts in one language, so that one journey can be walked in each. */
final class Texts {
  private final Map<String, String> texts = new HashMap<>();

  Texts(Look.Language language) throws IOException, JsonFormatException {
    Path folder = Layout.find().root().resolve("policy-console/web/src/i18n").resolve(language.tag);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        add("", Json.parseObject(Files.readAllBytes(file)));
      }
    }
  }

  private void add(String prefix, Map<?, ?> tree) {
    tree.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> more) {
            add(prefix + name + ".", more);
          } else {
            texts.put(prefix + name, (String) value);
          }
        });
  }

  /**
   * The text, up to its first parameter.
   *
   * @throws IllegalArgumentException when the console has none by this name
   */
  String of(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    return text.split("\\{\\{", 2)[0].strip();
  }
}
