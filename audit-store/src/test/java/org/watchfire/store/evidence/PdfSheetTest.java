package org.watchfire.store.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfSheetTest {
  private static final Instant WHEN = Instant.parse("2026-11-22T08:00:00Z");

  @TempDir Path directory;

  private Path font() throws IOException {
    Path font = directory.resolve("font.ttf");
    try (InputStream in =
        PDDocument.class.getResourceAsStream(
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
      Files.write(font, in.readAllBytes());
    }
    return font;
  }

  private byte[] sheet(List<List<String>> rows) throws IOException {
    try (PdfSheet sheet = new PdfSheet(font(), "title", "footer", WHEN)) {
      sheet.fact("name", "value");
      sheet.table(List.of(100f, 200f), List.of("first", "second"), rows);
      return sheet.bytes();
    }
  }

  private static String text(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document);
    }
  }

  @Test
  void everyRowIsThereAndEveryPageHasHeaderAndNumber() throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(List.of("row-" + i, "text of " + i));
    }
    byte[] pdf = sheet(rows);
    String text = text(pdf);
    for (int i = 0; i < 300; i++) {
      assertThat(text).contains("row-" + i + " ");
    }
    try (PDDocument document = Loader.loadPDF(pdf)) {
      int pages = document.getNumberOfPages();
      assertThat(pages).isGreaterThan(3);
      assertThat(text.split("second", -1)).hasSize(pages + 1);
      assertThat(text).contains("footer    1 / " + pages, "footer    " + pages + " / " + pages);
    }
  }

  @Test
  void hostileTextIsShownAndSteersNothing() throws Exception {
    String text =
        text(
            sheet(
                List.of(
                    List.of("a\u0000\u001b[2J\u202ecod", "(\\) Tj ET \n endstream"),
                    List.of("\uD83D\uDD25 \uD800 烽", "x".repeat(5000)),
                    List.of("", ""))));
    assertThat(text).contains("a", "[2J cod", "(\\) Tj ET", "endstream", "xxx", "…");
    assertThat(text).doesNotContain("\u202e", "\u001b");
  }

  @Test
  void theSameGivesTheSameBytes() throws Exception {
    assertThat(sheet(List.of(List.of("a", "b")))).isEqualTo(sheet(List.of(List.of("a", "b"))));
  }

  @Test
  void aFontThatIsNoneIsNamed() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.ttf"), "no font");
    assertThatThrownBy(() -> new PdfSheet(broken, "t", "f", WHEN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.ttf")
        .hasMessageContaining("cannot be embedded");
    assertThatThrownBy(() -> new PdfSheet(directory.resolve("none.ttf"), "t", "f", WHEN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.ttf");
  }
}
