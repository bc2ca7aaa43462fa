package org.watchfire.console.directory;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One JSON array of objects, or objects one behind the other. Each has {@code id} and members of
 * the body; {@code version}, as in answers of the API, is passed over.
 */
final class JsonRows implements RowSource {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(64 << 10)
                  .maxNameLength(600)
                  .maxNumberLength(20)
                  .build())
          .build();
  private static final int MAX_VALUES = 20_000;

  private final String kind;
  private final InputStream in;
  private int values;

  JsonRows(String kind, InputStream in) {
    this.kind = kind;
    this.in = in;
  }

  @Override
  public void read(Consumer<RawRow> sink) throws IOException, Unreadable {
    try (JsonParser json = FACTORY.createParser(in)) {
      JsonToken token = json.nextToken();
      boolean array = token == JsonToken.START_ARRAY;
      if (array) {
        token = json.nextToken();
      }
      boolean any = false;
      while (token == JsonToken.START_OBJECT) {
        any = true;
        sink.accept(row(json));
        token = json.nextToken();
      }
      boolean ended =
          array ? token == JsonToken.END_ARRAY && json.nextToken() == null : token == null;
      if (!ended || (!any && !array)) {
        throw unreadable(json.currentLocation().getLineNr());
      }
    } catch (JacksonException e) {
      throw unreadable(e.getLocation() == null ? 0 : e.getLocation().getLineNr());
    }
  }

  private static Unreadable unreadable(long line) {
    return new Unreadable(
        line,
        new RowProblem(
            "",
            "json",
            "第 " + line + " 行附近不是有效的 JSON 对象列表",
            "near line " + line + " it is not a valid list of JSON objects"));
  }

  private RawRow row(JsonParser json) throws IOException, Unreadable {
    long line = json.currentLocation().getLineNr();
    values = 0;
    Map<String, Object> members = object(json);
    List<RowProblem> problems = new ArrayList<>();
    members.remove("version");
    Object id = members.remove(Columns.ID);
    members
        .keySet()
        .removeIf(
            name -> {
              boolean unknown = !RowBody.member(kind, name);
              if (unknown) {
                String shown = name.replaceAll("[^\\p{L}\\p{N}_.-]", "?");
                shown = shown.substring(0, Math.min(40, shown.length()));
                problems.add(
                    new RowProblem(shown, "column", "未知的成员 " + shown, "unknown member " + shown));
              }
              return unknown;
            });
    return new RawRow(line, id instanceof String text ? text.strip() : "", members, problems);
  }

  private Map<String, Object> object(JsonParser json) throws IOException, Unreadable {
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, value(json));
    }
    return members;
  }

  private Object value(JsonParser json) throws IOException, Unreadable {
    if (++values > MAX_VALUES) {
      throw unreadable(json.currentLocation().getLineNr());
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.INT
              ? (Object) json.getIntValue()
              : json.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      // A number with a fraction, as text: no member takes one, so its name is told.
      default -> json.getText();
    };
  }
}
