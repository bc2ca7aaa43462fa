package org.watchfire.store.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Follows one ledger and indexes what its checkpoint covers, in order, in one thread. Elasticsearch
 * being away or busy is waited for; a record that it refuses is indexed in a reduced form. No
 * record is ever passed over.
 */
public final class Indexer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
  private static final long IDLE_MILLIS = 100;
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  private final Stream stream;
  private final StreamReader ledger;
  private final RestClient client;
  private final IndexSettings settings;
  private final Path cursorFile;
  private final Clock clock;
  private final Disk disk = new FileDisk();
  private final IndexLayout layout;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong reduced = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private volatile String trouble = "starting";
  private IndexCursor cursor = IndexCursor.START;
  private boolean ready;

  /**
   * @param cursorFile where to keep how far it got
   * @param clock decides the month of a new index
   */
  public Indexer(
      Stream stream,
      StreamReader ledger,
      RestClient client,
      IndexSettings settings,
      Path cursorFile,
      Clock clock) {
    this.stream = stream;
    this.ledger = ledger;
    this.client = client;
    this.settings = settings;
    this.cursorFile = cursorFile;
    this.clock = clock;
    this.layout = new IndexLayout(client, stream, settings, clock);
  }

  /** The index is not as the layout says: look again, from the first record on if need be. */
  private static final class IndexGone extends IOException {
    private static final long serialVersionUID = 1L;

    IndexGone(String message) {
      super(message);
    }
  }

  @Override
  public void run() {
    long wait = FIRST_WAIT_MILLIS;
    while (stop.getCount() > 0) {
      try {
        boolean any = step();
        trouble = "";
        wait = FIRST_WAIT_MILLIS;
        if (!any) {
          pause(IDLE_MILLIS);
        }
      } catch (IOException | LedgerException e) {
        if (!trouble.equals(message(e))) {
          LOG.warn("index {}: {}; trying again", stream.id(), message(e));
        }
        trouble = message(e);
        ready = false;
        retries.incrementAndGet();
        pause(wait);
        wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2);
      }
    }
  }

  private static String message(Exception e) {
    return e instanceof ResponseException r
        ? "Elasticsearch answered " + r.getResponse().getStatusLine()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private void pause(long millis) {
    try {
      if (stop.await(millis, TimeUnit.MILLISECONDS)) {
        LOG.debug("index {}: stopping", stream.id());
      }
    } catch (InterruptedException e) {
      stop.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Indexes the next batch; false when there was none. */
  private boolean step() throws IOException, LedgerException {
    if (!ledger.exists()) {
      return false;
    }
    if (!ready) {
      prepare();
    }
    List<byte[]> records = ledger.entries(cursor.next(), settings.bulkBytes());
    if (records.isEmpty()) {
      return false;
    }
    layout.rollOver(cursor.next());
    index(cursor.next(), records);
    advance(cursor.next() + records.size());
    return true;
  }

  private void prepare() throws IOException, LedgerException {
    cursor = IndexCursor.read(disk, cursorFile);
    long size = ledger.size();
    if (cursor.next() > size) {
      LOG.warn("index {}: cursor is at {} of {} records; starting over", stream.id(), cursor, size);
      cursor = IndexCursor.START;
    }
    long again = layout.ensure(cursor.indices());
    if (again < cursor.next()) {
      LOG.warn("index {}: an index is missing; indexing again from record {}", stream.id(), again);
    }
    advance(Math.min(again, cursor.next()));
    ready = true;
  }

  private void advance(long to) throws IOException {
    cursor = new IndexCursor(to, layout.indices());
    cursor.write(disk, cursorFile);
    next.set(to);
  }

  /** A record on its way: its documents in order of preference. */
  private static final class Pending {
    final long seq;
    final byte[] record;
    byte[] document;
    int reductions;
    String reason = "";

    Pending(long seq, byte[] record) {
      this.seq = seq;
      this.record = record;
    }
  }

  private void index(long first, List<byte[]> records) throws IOException {
    List<Pending> open = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      Pending p = new Pending(first + i, records.get(i));
      Optional<byte[]> whole = IndexDocument.whole(stream, p.seq, p.record);
      if (whole.isPresent()) {
        p.document = whole.get();
      } else {
        reduce(p, "not an object, or brings fields named wf");
      }
      open.add(p);
    }
    long wait = FIRST_WAIT_MILLIS;
    while (!open.isEmpty()) {
      List<Pending> again = send(open);
      if (!again.isEmpty() && again.get(0).reductions == 0) {
        retries.incrementAndGet();
        trouble = "Elasticsearch is busy: " + again.get(0).reason;
        pause(wait);
        wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2);
        if (stop.getCount() == 0) {
          throw new IOException("stopped in the middle of a batch");
        }
      }
      open = again;
    }
  }

  /** Sends one request; gives back what has to be sent again. */
  private List<Pending> send(List<Pending> open) throws IOException {
    BulkRequest bulk = new BulkRequest();
    for (Pending p : open) {
      add(bulk, p);
    }
    List<BulkRequest.Outcome> outcomes = bulk.send(client);
    List<Pending> again = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      BulkRequest.Outcome outcome = outcomes.get(i);
      Pending p = open.get(i);
      if (outcome.indexed()) {
        continue;
      }
      if (outcome.missing()) {
        throw new IndexGone(layout.target(p.seq) + " does not exist");
      }
      p.reason = outcome.reason();
      if (!outcome.temporary()) {
        reduce(p, outcome.reason());
      }
      again.add(p);
    }
    return again;
  }

  private void reduce(Pending p, String reason) throws IOException {
    if (p.reductions == 2) {
      throw new IOException("record " + p.seq + " cannot be indexed at all: " + reason);
    }
    if (p.reductions == 0) {
      LOG.warn("index {}: record {} is indexed in reduced form: {}", stream.id(), p.seq, reason);
      reduced.incrementAndGet();
      p.document = IndexDocument.reduced(stream, p.seq, p.record, reason, clock.instant());
    } else {
      p.document = IndexDocument.minimal(stream, p.seq, reason, clock.instant());
    }
    p.reductions++;
  }

  private void add(BulkRequest bulk, Pending p) {
    String target = layout.target(p.seq);
    if (stream == Stream.ALERTS) {
      try {
        Event alert = EventCodec.decode(p.record);
        String id = alert.text("alert.id");
        if (id != null
            && id.matches("[0-9a-zA-Z_-]{1,128}")
            && alert.get("alert.revision") instanceof Long revision
            && revision >= 0) {
          bulk.index(target, id, revision + 1, p.document);
          return;
        }
      } catch (EventFormatException e) {
        LOG.debug("record {} has no alert id: {}", p.seq, e.getMessage());
      }
    }
    bulk.create(target, String.format("%016x", p.seq), p.document);
  }

  /** Ends {@link #run} soon; may be called from any thread. */
  public void stop() {
    stop.countDown();
  }

  /** Number of the next record to be indexed. */
  public long next() {
    return next.get();
  }

  /** Records that were indexed in reduced form since the start. */
  public long reduced() {
    return reduced.get();
  }

  /** Times that a request had to be repeated since the start. */
  public long retries() {
    return retries.get();
  }

  /** What keeps it from indexing now; empty when nothing does. */
  public String trouble() {
    return trouble;
  }
}
