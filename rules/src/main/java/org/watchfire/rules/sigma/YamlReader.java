package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the documents of a YAML text into trees with line numbers.
 *
 * <p>Rule files come from people and from the network, so the reader is narrow: no anchors or
 * aliases (what makes a "YAML bomb"), no explicit tags, no repeated keys, at most {@value
 * #MAX_DEPTH} levels, {@value #MAX_NODES} values and {@value #MAX_CHARS} characters.
 */
public final class YamlReader {
  public static final int MAX_CHARS = 2 * 1024 * 1024;
  static final int MAX_DEPTH = 32;
  static final int MAX_NODES = 100_000;

  private final Iterator<Event> events;
  private int nodes;

  private YamlReader(Iterator<Event> events) {
    this.events = events;
  }

  /**
   * A file that breaks in the middle gives the documents before the break and the problem.
   *
   * @param documents roots, in order
   * @param problem why reading stopped early, null when it did not
   * @param problemLine 1-based line of the problem, 0 when none
   */
  public record Documents(List<YamlNode> documents, String problem, int problemLine) {}

  /** Never throws for any text. */
  public static Documents read(String text) {
    if (text.length() > MAX_CHARS) {
      return new Documents(
          List.of(), "file has " + text.length() + " characters, at most " + MAX_CHARS, 0);
    }
    // One buffer for all of the text: a surrogate pair across two buffers makes snakeyaml-engine
    // 2.10 read out of bounds.
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("rule")
            .setCodePointLimit(MAX_CHARS)
            .setBufferSize(text.length() + 16)
            .build();
    List<YamlNode> documents = new ArrayList<>();
    try {
      YamlReader reader = new YamlReader(new Parse(settings).parseString(text).iterator());
      while (reader.events.hasNext()) {
        if (reader.events.next() instanceof DocumentStartEvent) {
          documents.add(reader.node(reader.events.next(), 0));
        }
      }
      return new Documents(documents, null, 0);
    } catch (SigmaFormatException e) {
      return new Documents(documents, e.getMessage(), e.line());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
      return new Documents(documents, "not YAML: " + e.getProblem(), line);
    } catch (YamlEngineException e) {
      return new Documents(documents, "not YAML: " + firstLine(e.getMessage()), 0);
    }
  }

  private YamlNode node(Event event, int depth) {
    int line = line(event);
    if (depth > MAX_DEPTH) {
      throw new SigmaFormatException(line, "nested deeper than " + MAX_DEPTH + " levels");
    }
    if (++nodes > MAX_NODES) {
      throw new SigmaFormatException(line, "more than " + MAX_NODES + " values in one file");
    }
    if (event instanceof AliasEvent) {
      throw new SigmaFormatException(line, "YAML aliases are not allowed");
    }
    if (event instanceof NodeEvent n && n.getAnchor().isPresent()) {
      throw new SigmaFormatException(line, "YAML anchors are not allowed");
    }
    if (event instanceof ScalarEvent s) {
      requireNoTag(s.getTag(), line);
      return new YamlNode.Scalar(s.getValue(), s.isPlain(), line);
    }
    if (event instanceof SequenceStartEvent s) {
      requireNoTag(s.getTag(), line);
      List<YamlNode> items = new ArrayList<>();
      for (Event e = events.next(); !(e instanceof SequenceEndEvent); e = events.next()) {
        items.add(node(e, depth + 1));
      }
      return new YamlNode.Sequence(List.copyOf(items), line);
    }
    if (event instanceof MappingStartEvent m) {
      requireNoTag(m.getTag(), line);
      return mapping(line, depth);
    }
    throw new SigmaFormatException(line, "unexpected YAML " + event.getEventId());
  }

  private YamlNode mapping(int line, int depth) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    for (Event e = events.next(); !(e instanceof MappingEndEvent); e = events.next()) {
      int keyLine = line(e);
      if (!(node(e, depth + 1) instanceof YamlNode.Scalar key)) {
        throw new SigmaFormatException(keyLine, "a key must be text");
      }
      YamlNode value = node(events.next(), depth + 1);
      if (entries.putIfAbsent(key.text(), new YamlNode.Entry(keyLine, value)) != null) {
        throw new SigmaFormatException(keyLine, "key '" + key.text() + "' is repeated");
      }
    }
    return new YamlNode.Mapping(entries, line);
  }

  private static void requireNoTag(Optional<String> tag, int line) {
    // "!" is what the parser reports for a quoted scalar in some positions; it carries no type.
    if (tag.isPresent() && !tag.get().equals("!")) {
      throw new SigmaFormatException(line, "YAML tags are not allowed: " + tag.get());
    }
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }

  private static String firstLine(String text) {
    return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
  }
}
