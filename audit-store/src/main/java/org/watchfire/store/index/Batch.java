package org.watchfire.store.index;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Stream;

/**
 * Records on their way into the index. Each leaves it when Elasticsearch has it; one that is
 * refused goes again in a reduced form, at last as nothing but its number. For one thread.
 */
final class Batch {
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private static final int LOGGED = 200;

  private final Stream stream;
  private final Clock clock;
  private List<Pending> open = new ArrayList<>();
  private int limit = Integer.MAX_VALUE;
  private int reduced;
  private String busy = "";
  private TreeSet<Long> blocked = new TreeSet<>();

  /** A record on its way: its documents in order of preference. */
  private static final class Pending {
    final long seq;
    final byte[] record;
    final DocumentAddress address;
    byte[] document;
    int reductions;

    Pending(long seq, byte[] record, DocumentAddress address) {
      this.seq = seq;
      this.record = record;
      this.address = address;
    }
  }

  Batch(Stream stream, Clock clock) {
    this.stream = stream;
    this.clock = clock;
  }

  /** Takes a record along; {@code record} is its {@link IndexForm}. */
  void add(long seq, byte[] record) throws IOException {
    Pending p = new Pending(seq, record, DocumentAddress.of(stream, seq, record));
    Optional<byte[]> whole = IndexDocument.whole(stream, seq, record);
    if (whole.isPresent()) {
      p.document = whole.get();
    } else {
      reduce(p, IndexDocument.NOT_SPLICED);
    }
    open.add(p);
  }

  /** Whether everything is indexed. */
  boolean done() {
    return open.isEmpty();
  }

  /** Records that went in a reduced form. */
  int reduced() {
    return reduced;
  }

  /** Why it is worth waiting before the next request; empty when it is not. */
  String busy() {
    return busy;
  }

  /** A record of each index that refused to be written to at all. */
  TreeSet<Long> blocked() {
    return blocked;
  }

  /** What has to be sent next. */
  BulkRequest request(IndexLayout layout) {
    BulkRequest bulk = new BulkRequest();
    for (Pending p : open.subList(0, Math.min(limit, open.size()))) {
      bulk.put(layout.target(p.seq), p.address, p.document);
    }
    return bulk;
  }

  /**
   * Takes the answers to {@link #request}.
   *
   * @throws IndexGoneException when an index of the layout is not there
   * @throws IOException when a record cannot be indexed even in its least form
   */
  void take(List<BulkRequest.Outcome> outcomes) throws IOException {
    List<Pending> again = new ArrayList<>();
    busy = "";
    blocked = new TreeSet<>();
    for (int i = 0; i < outcomes.size(); i++) {
      BulkRequest.Outcome outcome = outcomes.get(i);
      Pending p = open.get(i);
      if (outcome.indexed()) {
        continue;
      }
      if (outcome.missing()) {
        throw new IndexGoneException("the index of record " + p.seq + " does not exist");
      }
      if (outcome.temporary()) {
        busy = outcome.reason();
      } else if (outcome.blocked()) {
        busy = outcome.reason();
        blocked.add(p.seq);
      } else {
        reduce(p, outcome.reason());
      }
      again.add(p);
    }
    again.addAll(open.subList(outcomes.size(), open.size()));
    open = again;
    limit = Integer.MAX_VALUE;
  }

  /** Elasticsearch takes no request of that size now: half of it, later. */
  void postponed(String reason) {
    limit = Math.max(1, Math.min(limit, open.size()) / 2);
    busy = reason;
    blocked = new TreeSet<>();
  }

  /** Elasticsearch refused the request as a whole: half of it next, at last the one to blame. */
  void refused(String reason) throws IOException {
    busy = "";
    blocked = new TreeSet<>();
    int sent = Math.min(limit, open.size());
    if (sent == 1) {
      reduce(open.get(0), reason);
      limit = Integer.MAX_VALUE;
    } else {
      limit = sent / 2;
    }
  }

  private void reduce(Pending p, String reason) throws IOException {
    if (p.reductions == 2) {
      throw new IOException("record " + p.seq + " cannot be indexed at all: " + reason);
    }
    if (p.reductions == 0) {
      if (reduced++ == 0) {
        LOG.warn(
            "index {}: record {} is indexed in reduced form: {}; others of this batch are counted",
            stream.id(),
            p.seq,
            withoutValues(reason));
      }
      p.document = IndexDocument.reduced(stream, p.seq, p.record, reason, clock.instant());
    } else {
      p.document = IndexDocument.minimal(stream, p.seq, reason, clock.instant());
    }
    p.reductions++;
  }

  /** Elasticsearch quotes the value that it refuses: that belongs into no log. */
  private static String withoutValues(String reason) {
    String text =
        reason.replaceFirst("(?s) (in document with id|Preview of field's value|\\().*", "");
    return text.length() > LOGGED ? text.substring(0, LOGGED) : text;
  }
}
