package org.watchfire.store.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * Where a page ended: the sort values of its last record, bound to the query it belongs to, and the
 * point in time it was read from. As text: base64url of timestamp, number, the number of the point
 * in time (8 bytes each) and the first 4 bytes of the SHA-256 of the query. Nothing in it is
 * trusted: a forged one only begins the page elsewhere.
 */
record PageCursor(long timestampMillis, long seq, long point) {
  private static final int LENGTH = 28;

  String text(SearchRequest request) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    bytes.putLong(timestampMillis).putLong(seq).putLong(point).putInt(binding(request));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static PageCursor parse(SearchRequest request) throws QuerySyntaxException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(request.cursor()));
      if (bytes.remaining() == LENGTH) {
        PageCursor cursor = new PageCursor(bytes.getLong(), bytes.getLong(), bytes.getLong());
        if (bytes.getInt() == binding(request)) {
          return cursor;
        }
      }
    } catch (IllegalArgumentException e) {
      throw new QuerySyntaxException("the cursor is malformed", "翻页标记有误", 1);
    }
    throw new QuerySyntaxException("the cursor belongs to another query", "翻页标记属于另一个查询", 1);
  }

  private static int binding(SearchRequest r) {
    String all = r.stream() + "\n" + r.query() + "\n" + r.from() + "\n" + r.to() + "\n" + r.order();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
