package org.watchfire.store.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * Where a page ended: the sort values of its last record, bound to the query it belongs to. As
 * text: base64url of timestamp (8 bytes), number (8 bytes) and the first 4 bytes of the SHA-256 of
 * the query.
 */
record PageCursor(long timestampMillis, long seq) {
  String text(SearchRequest request) {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    bytes.putLong(timestampMillis).putLong(seq).putInt(binding(request));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static PageCursor parse(SearchRequest request) throws QuerySyntaxException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(request.cursor()));
      if (bytes.remaining() == 20) {
        PageCursor cursor = new PageCursor(bytes.getLong(), bytes.getLong());
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
