package org.watchfire.store.search;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;

/**
 * Asking Elasticsearch, with what can go wrong put into words. Every question can be given a name
 * and be cancelled under it: that closes its connection, at which Elasticsearch ends the task.
 * Thread-safe.
 */
final class Elastic implements Closeable {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Logger LOG = LoggerFactory.getLogger(Elastic.class);
  private static final String LONGEST = "10s";
  private static final String PIT_LIFE = "2m";
  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int GATEWAY_TIMEOUT = 504;

  private final ElasticsearchAsyncClient client;
  private final PointsInTime points = new PointsInTime();
  private final Map<String, Set<CompletableFuture<?>>> asked = new ConcurrentHashMap<>();

  private Elastic(ElasticsearchAsyncClient client) {
    this.client = client;
  }

  static Elastic open(ElasticConfig config) throws IOException {
    return new Elastic(
        new ElasticsearchAsyncClient(
            new RestClientTransport(ElasticConnection.open(config), new JacksonJsonpMapper(JSON))));
  }

  /** A point in time that a page is read from does not exist any more. */
  static final class PointInTimeLost extends SearchException {
    private static final long serialVersionUID = 1L;

    PointInTimeLost(Throwable cause) {
      super(Reason.UNAVAILABLE, "the point in time has expired", cause);
    }
  }

  /** What a search begins with: all shards answer within the time, or there is no answer. */
  static SearchRequest.Builder request(String alias) {
    return new SearchRequest.Builder()
        .index(alias)
        .ignoreUnavailable(true)
        .timeout(LONGEST)
        .allowPartialSearchResults(false);
  }

  /** The same, from a point in time. */
  SearchRequest.Builder requestAt(long point, String alias) throws PointInTimeLost {
    String pit = points.id(point, alias).orElseThrow(() -> new PointInTimeLost(null));
    return new SearchRequest.Builder()
        .pit(p -> p.id(pit).keepAlive(k -> k.time(PIT_LIFE)))
        .timeout(LONGEST)
        .allowPartialSearchResults(false);
  }

  /**
   * @param name to cancel it under, null for none
   */
  SearchResponse<ObjectNode> search(String name, SearchRequest request) throws SearchException {
    SearchResponse<ObjectNode> found =
        await(name, client.search(request, ObjectNode.class), request.pit() != null);
    if (found.timedOut()) {
      throw timeout(null);
    }
    return found;
  }

  /** The number of a new point in time. */
  long openPointInTime(String name, String alias) throws SearchException {
    return points.add(
        alias,
        await(
                name,
                client.openPointInTime(
                    o -> o.index(alias).keepAlive(k -> k.time(PIT_LIFE)).ignoreUnavailable(true)),
                false)
            .id());
  }

  /** Gives it up; it would end by itself, so a failure only costs memory for a while. */
  void closePointInTime(long point, String alias) {
    Optional<String> pit = points.id(point, alias);
    if (pit.isEmpty()) {
      return;
    }
    points.remove(point);
    client
        .closePointInTime(c -> c.id(pit.get()))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.debug("a point in time was not closed: {}", failure.getMessage());
              }
            });
  }

  void renamed(long point, String pit) {
    points.renamed(point, pit);
  }

  boolean cancel(String name) {
    Set<CompletableFuture<?>> found = asked.get(name);
    if (found == null) {
      return false;
    }
    boolean any = false;
    for (CompletableFuture<?> answer : found) {
      any |= answer.cancel(true);
    }
    return any;
  }

  private <T> T await(String name, CompletableFuture<T> answer, boolean pit)
      throws SearchException {
    if (name != null) {
      asked.compute(
          name,
          (n, set) -> {
            Set<CompletableFuture<?>> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(answer);
            return all;
          });
    }
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw cancelled(e);
    } catch (CancellationException e) {
      throw cancelled(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause(), pit);
    } finally {
      if (name != null) {
        asked.computeIfPresent(
            name,
            (n, set) -> {
              set.remove(answer);
              return set.isEmpty() ? null : set;
            });
      }
    }
  }

  private static SearchException cancelled(Exception e) {
    return new SearchException(SearchException.Reason.CANCELLED, "the search was cancelled", e);
  }

  private static SearchException timeout(Throwable cause) {
    return new SearchException(
        SearchException.Reason.TIMEOUT, "the search took longer than " + LONGEST, cause);
  }

  private static SearchException failure(Throwable cause, boolean pit) {
    if (cause instanceof SocketTimeoutException) {
      return timeout(cause);
    }
    if (cause instanceof ElasticsearchException e) {
      return switch (e.status()) {
        case GATEWAY_TIMEOUT -> timeout(e);
        case BAD_REQUEST ->
            pit && e.error().toString().contains("point_in_time")
                ? new PointInTimeLost(e)
                : tooBroad(e);
        case TOO_MANY_REQUESTS -> tooBroad(e);
        case NOT_FOUND -> pit ? new PointInTimeLost(e) : unavailable(e);
        default -> e.error().toString().contains("too_many") ? tooBroad(e) : unavailable(e);
      };
    }
    return unavailable(cause);
  }

  /** Conditions are well-formed before they come here, so what is refused is too much. */
  private static SearchException tooBroad(ElasticsearchException e) {
    return new SearchException(
        SearchException.Reason.TOO_BROAD,
        "the search would cost too much; narrow the time or give more letters before a '*' ("
            + e.getMessage()
            + ")",
        e);
  }

  private static SearchException unavailable(Throwable e) {
    return new SearchException(
        SearchException.Reason.UNAVAILABLE, "Elasticsearch: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    client._transport().close();
  }
}
