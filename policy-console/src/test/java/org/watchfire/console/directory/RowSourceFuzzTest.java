package org.watchfire.console.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whatever a file holds, it is rows, errors of rows, or refused as a whole. */
class RowSourceFuzzTest {
  @FuzzTest
  void anyBytesAreRowsOrRefused(FuzzedDataProvider data) throws IOException {
    String kind = data.pickValue(new String[] {Person.TYPE, Asset.TYPE, Department.TYPE});
    boolean csv = data.consumeBoolean();
    byte[] head =
        data.consumeBoolean() && csv
            ? "id,name,accounts\n".getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    byte[] rest = data.consumeRemainingAsBytes();
    byte[] file = new byte[head.length + rest.length];
    System.arraycopy(head, 0, file, 0, head.length);
    System.arraycopy(rest, 0, file, head.length, rest.length);
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    RowSource source = csv ? new CsvRows(kind, in, StandardCharsets.UTF_8) : new JsonRows(kind, in);
    List<RawRow> rows = new ArrayList<>();
    try {
      source.read(rows::add);
    } catch (RowSource.Unreadable e) {
      assertThat(e.problem().zh()).isNotEmpty();
      return;
    }
    for (RawRow row : rows) {
      assertThat(row.line()).isPositive();
      try {
        assertThat(RowBody.of(kind, RowBody.merged(java.util.Map.of(), row.members())).tree())
            .containsKey("name");
      } catch (BodyProblem e) {
        assertThat(e.zh()).isNotEmpty();
      }
    }
  }
}
