package org.watchfire.collector.parse.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CsvFieldsTest {
  /** FastCSV is the oracle: what it writes is read as it reads it. */
  @Property(tries = 500)
  void readsWhatFastCsvWrites(
      @ForAll @Size(min = 1, max = 8) List<@StringLength(max = 12) String> fields)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().build(text)) {
      writer.writeRecord(fields);
    }
    String record = text.toString().replaceFirst("\r\n$", "");
    assertThat(CsvFields.split(record)).isEqualTo(fields);
    assertThat(CsvFields.oddQuotes(record)).isFalse();
    try (var reader = CsvReader.builder().skipEmptyLines(false).ofCsvRecord(record)) {
      assertThat(reader.stream().findFirst().map(r -> r.getFields()).orElse(List.of("")))
          .isEqualTo(CsvFields.split(record));
    }
  }

  @Test
  void takesStrayQuotesAsTheyStand() {
    assertThat(CsvFields.split("a\"b,\"c\"d,\"open")).containsExactly("a\"b", "cd", "open");
    assertThat(CsvFields.split("")).containsExactly("");
    assertThat(CsvFields.split(",")).containsExactly("", "");
    assertThat(CsvFields.oddQuotes("a,\"b\"\"c")).isTrue();
  }
}
