package org.watchfire.collector.parse.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.text.DecodedText;
import org.watchfire.collector.parse.text.Secrets;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;

/** JSON objects as flat maps, without secrets. */
public final class JsonText {
  private JsonText() {}

  /** The object that a line is, flat with dotted names; null when it is none within the limits. */
  public static Event parse(String text) {
    try {
      return EventCodec.decode(text.getBytes(StandardCharsets.UTF_8));
    } catch (EventFormatException notAnObject) {
      return null;
    }
  }

  /** A value with all texts in it masked and capped; a secret by its name is masked whole. */
  public static Object masked(String name, Object value) {
    if (Secrets.isSecretName(name.substring(name.lastIndexOf('.') + 1))
        && !(value instanceof Boolean)) {
      return Secrets.MASK;
    }
    if (value instanceof String text) {
      return DecodedText.cap(Secrets.mask(text), Draft.ORIGINAL_LIMIT);
    }
    if (value instanceof List<?> list) {
      List<Object> out = new ArrayList<>(list.size());
      for (Object item : list) {
        out.add(masked("", item));
      }
      return out;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> out = new LinkedHashMap<>();
      map.forEach((key, item) -> out.put((String) key, masked((String) key, item)));
      return out;
    }
    return value;
  }
}
