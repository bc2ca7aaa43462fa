package org.watchfire.store.search;

import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.Verification;

/**
 * A record from the ledger with what checking it has shown.
 *
 * @param seq number in the ledger
 * @param json the recorded bytes; empty when the ledger cannot give them any more
 */
public record RecordView(Stream stream, long seq, byte[] json, Verification verification) {}
