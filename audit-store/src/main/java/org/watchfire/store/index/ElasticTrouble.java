package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.ResponseException;

/** What keeps Elasticsearch from doing what it was asked, in one line for people. */
public final class ElasticTrouble {
  /** It is there and says nothing: overloaded, frozen, or the network swallows it. */
  static final String SILENT = "Elasticsearch does not answer";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 300;

  private ElasticTrouble() {}

  /** Describes a failure; Elasticsearch's own reason where it gave one. */
  public static String of(Exception e) {
    if (e instanceof ResponseException r) {
      return "Elasticsearch answered "
          + r.getResponse().getStatusLine().getStatusCode()
          + reason(r);
    }
    if (e instanceof ConnectException) {
      return "Elasticsearch is away: " + e.getMessage();
    }
    if (e instanceof SocketTimeoutException) {
      return SILENT + ": " + e.getMessage();
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** The body was read when the exception was made and can be read again. */
  private static String reason(ResponseException e) {
    if (e.getResponse().getEntity() == null) {
      return "";
    }
    try {
      JsonNode error = JSON.readTree(EntityUtils.toByteArray(e.getResponse().getEntity()));
      String type = error.at("/error/type").asText("");
      String why = error.at("/error/reason").asText("").replaceAll("\\p{Cntrl}+", " ");
      String text = type.isEmpty() ? "" : ": " + type + ": " + why;
      return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    } catch (IOException notJson) {
      // A proxy in between answers in its own words; the status says enough.
      return "";
    }
  }
}
