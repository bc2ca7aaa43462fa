package org.watchfire.store.index;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Follows one stream and indexes what its checkpoint covers, in one thread. While one request is
 * answered the next is made and sent; the cursor moves in order, when all before it is indexed.
 * Elasticsearch being away or busy is waited for, with the ledger as the buffer; a record that it
 * refuses is indexed in a reduced form. No record is ever passed over.
 *
 * <p>There is one at a time for a stream: who comes second waits for the lock beside the cursor.
 */
public final class Indexer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
  private static final long IDLE_MILLIS = 100;
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 10_000;
  private static final int IN_FLIGHT = 2;

  private final Stream stream;
  private final StreamReader ledger;
  private final IndexSettings settings;
  private final IndexForm form;
  private final IndexFiles files;
  private final Clock clock;
  private final Disk disk = new FileDisk();
  private final IndexLayout layout;
  private final BulkWriter writer;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong first = new AtomicLong();
  private final AtomicLong reduced = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong retired = new AtomicLong();
  private volatile String trouble = "starting";
  private IndexCursor cursor = IndexCursor.START;
  private boolean ready;

  /** Requests under way, oldest first, and the number after the last record of each. */
  private final Deque<Underway> underway = new ArrayDeque<>();

  private record Underway(BulkWriter.Flight flight, long end) {}

  /**
   * @param form what the index holds of each record
   * @param clock decides when indices begin and end
   */
  public Indexer(
      StreamReader ledger,
      RestClient client,
      IndexSettings settings,
      IndexForm form,
      IndexFiles files,
      Clock clock) {
    this.stream = files.stream();
    this.ledger = ledger;
    this.settings = settings;
    this.form = form;
    this.files = files;
    this.clock = clock;
    this.layout = new IndexLayout(client, stream, settings, clock);
    this.writer = new BulkWriter(client, layout, stop, why -> trouble = why);
  }

  @Override
  public void run() {
    long wait = FIRST_WAIT_MILLIS;
    while (stop.getCount() > 0) {
      long before = next.get();
      try (Closeable lock = disk.lock(files.lock())) {
        LOG.debug("index {}: holds {}", stream.id(), lock);
        follow();
      } catch (IOException | LedgerException e) {
        if (stop.getCount() > 0) {
          report(e);
        }
      }
      landAll();
      wait = next.get() > before ? FIRST_WAIT_MILLIS : Math.min(LONGEST_WAIT_MILLIS, wait * 2);
      pause(wait);
    }
  }

  private void follow() throws IOException, LedgerException {
    ready = false;
    while (stop.getCount() > 0) {
      boolean any = step();
      trouble = "";
      if (!any) {
        pause(IDLE_MILLIS);
      }
    }
  }

  private void report(Exception e) {
    String message = ElasticTrouble.of(e);
    if (!message.equals(trouble)) {
      LOG.warn("index {}: {}; trying again", stream.id(), message);
    }
    trouble = message;
    failures.incrementAndGet();
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

  /** Takes the index one batch further; false when there is nothing to do. */
  private boolean step() throws IOException, LedgerException {
    if (!ledger.exists()) {
      return false;
    }
    if (!ready || disk.exists(files.rebuild())) {
      landAll();
      prepare();
    }
    retire();
    while (underway.size() < IN_FLIGHT && takeOff()) {
      LOG.trace("index {}: {} requests under way", stream.id(), underway.size());
    }
    Underway oldest = underway.pollFirst();
    if (oldest == null) {
      return false;
    }
    writer.finish(oldest.flight());
    reduced.addAndGet(oldest.flight().batch().reduced());
    save(new IndexCursor(cursor.epoch(), cursor.first(), oldest.end(), layout.names()));
    return true;
  }

  /** Sends the next records; false when no checkpoint covers any. */
  private boolean takeOff() throws IOException, LedgerException {
    long from = underway.isEmpty() ? cursor.next() : underway.peekLast().end();
    List<byte[]> records = ledger.entries(from, settings.bulkBytes());
    if (records.isEmpty()) {
      return false;
    }
    rollOver(from);
    Batch batch = new Batch(stream, clock);
    for (int i = 0; i < records.size(); i++) {
      batch.add(from + i, form.of(stream, from + i, records.get(i)));
    }
    underway.addLast(new Underway(writer.send(batch), from + records.size()));
    return true;
  }

  /**
   * Begins a new index when it is time. That is in the cursor first: should the answer be lost, the
   * request may still be carried out later, and then this very index must be the one that is asked
   * for again. Another one, at another record, would leave two that claim the same records.
   */
  private void rollOver(long from) throws IOException {
    Optional<String> due = layout.due(from);
    if (due.isPresent()) {
      NavigableMap<Long, String> names = layout.names();
      names.put(from, due.get());
      save(new IndexCursor(cursor.epoch(), cursor.first(), cursor.next(), names));
      layout.begin(from, due.get());
    }
  }

  /**
   * Waits for what is under way and forgets it: it is sent again from the cursor on. Who stops does
   * not wait: what arrives twice is there once.
   */
  private void landAll() {
    for (Underway u : underway) {
      if (stop.getCount() > 0) {
        u.flight().answer().handle((outcomes, e) -> e == null).join();
      }
    }
    underway.clear();
  }

  private void prepare() throws IOException, LedgerException {
    cursor = IndexCursor.read(disk, files.cursor());
    if (disk.exists(files.rebuild())) {
      // The epoch first: after a crash the request may still be there, and is done once more.
      save(new IndexCursor(cursor.epoch() + 1, cursor.first(), cursor.first(), new TreeMap<>()));
      disk.delete(files.rebuild());
      LOG.info("index {}: begun anew, epoch {}", stream.id(), cursor.epoch());
    }
    long size = ledger.size();
    if (cursor.next() > size) {
      LOG.warn("index {}: cursor is at {} of {} records; starting over", stream.id(), cursor, size);
      cursor = IndexCursor.beginning(cursor.epoch());
    }
    save(layout.ensure(cursor));
    long kept = ledger.firstKept();
    if (cursor.next() < kept) {
      LOG.info("index {}: begins at {}, before that the ledger is pruned", stream.id(), kept);
      save(new IndexCursor(cursor.epoch(), cursor.first(), kept, layout.names()));
    }
    ready = true;
  }

  /** Deletes the oldest index when its time is over. */
  private void retire() throws IOException {
    Optional<StoredIndex> oldest = layout.expired();
    if (oldest.isPresent() && layout.without(oldest.get(), cursor).first() <= cursor.next()) {
      save(layout.without(oldest.get(), cursor));
      layout.retire(oldest.get());
      retired.incrementAndGet();
    }
  }

  private void save(IndexCursor now) throws IOException {
    now.write(disk, files.cursor());
    cursor = now;
    next.set(now.next());
    first.set(now.first());
  }

  /** Ends {@link #run} soon; may be called from any thread. */
  public void stop() {
    stop.countDown();
  }

  public Stream stream() {
    return stream;
  }

  /** Number of the next record to be indexed. */
  public long next() {
    return next.get();
  }

  /** Number of the first record that the index holds. */
  public long first() {
    return first.get();
  }

  /** Records that were indexed in reduced form since the start. */
  public long reduced() {
    return reduced.get();
  }

  /** Times that a request had to be repeated since the start. */
  public long retries() {
    return writer.retries() + failures.get();
  }

  /** Indices that were deleted because their time was over, since the start. */
  public long retired() {
    return retired.get();
  }

  /** What keeps it from indexing now; empty when nothing does. */
  public String trouble() {
    return trouble;
  }
}
