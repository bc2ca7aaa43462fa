package org.watchfire.store.evidence;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * A document of A4 pages, lying, written from top to bottom in one embedded font. Texts may be
 * anything: what the font does not have or what steers is shown as a replacement. Lengths are in
 * points. For one thread.
 */
public final class PdfSheet implements Closeable {
  private static final PDRectangle PAGE =
      new PDRectangle(PDRectangle.A4.getHeight(), PDRectangle.A4.getWidth());
  private static final float MARGIN = 36;
  private static final float FOOT = 24;
  private static final float LABEL = 150;
  private static final float BODY = 9;
  private static final float CELL = 7;
  private static final float LEADING = 1.45f;
  private static final float PADDING = 2;
  private static final int MAX_CELL_LINES = 5;
  private static final int MAX_TEXT = 4000;
  private static final int MAX_MAPPINGS = 100;
  private static final int[] REPLACEMENTS = {0xFFFD, 0x25A1, '?'};

  /** Kept, or its level would be forgotten: it warns of each font with variants of Chinese. */
  private static final Logger VARIANTS = Logger.getLogger("org.apache.fontbox.ttf.CmapSubtable");

  static {
    VARIANTS.setLevel(Level.SEVERE);
  }

  private final PDDocument document = new PDDocument();
  private final TrueTypeFont glyphs;
  private final CmapLookup cmap;
  private final PDType0Font font;
  private final int replacement;

  /** The character that each glyph was used for. */
  private final SortedMap<Integer, Integer> used = new TreeMap<>();

  private final String footer;
  private PDPageContentStream page;
  private float y;

  /**
   * @param fontFile TrueType, not a collection and not with PostScript outlines
   * @param footer stands on every page beside its number
   * @param when date of the document
   */
  public PdfSheet(Path fontFile, String title, String footer, Instant when) throws IOException {
    this.footer = footer;
    try {
      glyphs = new TTFParser().parse(new RandomAccessReadBufferedFile(fontFile));
      // One character, one glyph: so it is known what each glyph stands for.
      glyphs.setEnableGsub(false);
      cmap = glyphs.getUnicodeCmapLookup();
      font = PDType0Font.load(document, glyphs, true);
    } catch (IOException | RuntimeException e) {
      document.close();
      throw new IOException(
          "font " + fontFile + " cannot be embedded into a PDF: " + e.getMessage(), e);
    }
    int found = 0;
    for (int i = 0; i < REPLACEMENTS.length && found == 0; i++) {
      found = cmap.getGlyphId(REPLACEMENTS[i]) == 0 ? 0 : REPLACEMENTS[i];
    }
    replacement = found;
    document.setDocumentId(when.toEpochMilli());
    PDDocumentInformation about = document.getDocumentInformation();
    about.setTitle(title);
    about.setProducer("Watchfire");
    about.setCreationDate(GregorianCalendar.from(when.atZone(ZoneOffset.UTC)));
    document.getDocumentCatalog().setLanguage("zh-CN");
    turn();
  }

  public void heading(String text) {
    paragraph(text, 16, MARGIN, width());
    y -= 4;
  }

  public void section(String text) {
    y -= 8;
    room(4 * BODY * LEADING);
    paragraph(text, 11, MARGIN, width());
    rule(0.6f);
  }

  public void text(String text) {
    paragraph(text, BODY, MARGIN, width());
  }

  /** A name and what it is, side by side. */
  public void fact(String name, String value) {
    List<String> names = wrap(name, BODY, LABEL - 6, Integer.MAX_VALUE);
    List<String> values = wrap(value, BODY, width() - LABEL, Integer.MAX_VALUE);
    for (int i = 0; i < Math.max(names.size(), values.size()); i++) {
      room(BODY * LEADING);
      y -= BODY * LEADING;
      show(i < names.size() ? names.get(i) : "", BODY, MARGIN, y);
      show(i < values.size() ? values.get(i) : "", BODY, MARGIN + LABEL, y);
    }
  }

  /** A table; its header stands on every page. Long cells are cut with an ellipsis. */
  public void table(List<Float> widths, List<String> header, List<List<String>> rows) {
    row(widths, header);
    rule(0.6f);
    for (List<String> row : rows) {
      if (y - height(widths, row) < MARGIN + FOOT) {
        turn();
        row(widths, header);
        rule(0.6f);
      }
      row(widths, row);
      rule(0.2f);
    }
  }

  private float height(List<Float> widths, List<String> cells) {
    int lines = 1;
    for (int i = 0; i < cells.size(); i++) {
      lines = Math.max(lines, cell(widths, cells, i).size());
    }
    return lines * CELL * LEADING + 2 * PADDING;
  }

  private List<String> cell(List<Float> widths, List<String> cells, int i) {
    return wrap(cells.get(i), CELL, widths.get(i) - 4, MAX_CELL_LINES);
  }

  private void row(List<Float> widths, List<String> cells) {
    float height = height(widths, cells);
    room(height);
    float x = MARGIN;
    for (int i = 0; i < cells.size(); i++) {
      float at = y - PADDING;
      for (String line : cell(widths, cells, i)) {
        at -= CELL * LEADING;
        show(line, CELL, x, at + CELL * (LEADING - 1));
      }
      x += widths.get(i);
    }
    y -= height;
  }

  private void paragraph(String text, float size, float x, float width) {
    for (String line : wrap(text, size, width, Integer.MAX_VALUE)) {
      room(size * LEADING);
      y -= size * LEADING;
      show(line, size, x, y);
    }
  }

  private void rule(float thickness) {
    try {
      page.setLineWidth(thickness);
      page.moveTo(MARGIN, y - 3);
      page.lineTo(PAGE.getWidth() - MARGIN, y - 3);
      page.stroke();
      y -= 4;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float width() {
    return PAGE.getWidth() - 2 * MARGIN;
  }

  private void room(float height) {
    if (y - height < MARGIN + FOOT) {
      turn();
    }
  }

  private void turn() {
    try {
      if (page != null) {
        page.close();
      }
      PDPage next = new PDPage(PAGE);
      document.addPage(next);
      page = new PDPageContentStream(document, next);
      y = PAGE.getHeight() - MARGIN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void show(String line, float size, float x, float at) {
    show(page, line, size, x, at);
  }

  private void show(PDPageContentStream out, String line, float size, float x, float at) {
    if (line.isEmpty()) {
      return;
    }
    line.codePoints().forEach(c -> used.putIfAbsent(cmap.getGlyphId(c), c));
    try {
      out.beginText();
      out.setFont(font, size);
      out.newLineAtOffset(x, at);
      out.showText(line);
      out.endText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines that fit; breaks at a space where there is one behind the first quarter of a line. */
  private List<String> wrap(String text, float size, float width, int most) {
    List<String> lines = new ArrayList<>();
    int[] points = text.codePoints().limit(MAX_TEXT).map(this::shown).toArray();
    int from = 0;
    while (from < points.length) {
      int to = from;
      int space = -1;
      for (float used = 0; to < points.length; to++) {
        used += advance(points[to]) * size;
        if (used > width && to > from) {
          break;
        }
        space = points[to] == ' ' ? to : space;
      }
      if (to < points.length && space > from + (to - from) / 4) {
        to = space + 1;
      }
      if (lines.size() == most - 1 && to < points.length) {
        lines.add(new String(points, from, Math.max(1, to - from - 1)) + "…");
        return lines;
      }
      lines.add(new String(points, from, to - from));
      from = to;
    }
    return lines;
  }

  private int shown(int point) {
    boolean steers =
        switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
    if (steers) {
      return ' ';
    }
    return cmap.getGlyphId(point) == 0 ? replacement : point;
  }

  /** Width of a character in a font of size 1. */
  private float advance(int point) {
    try {
      return (float) glyphs.getAdvanceWidth(cmap.getGlyphId(point)) / glyphs.getUnitsPerEm();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The finished document; nothing may be added after that. */
  public byte[] bytes() throws IOException {
    page.close();
    int count = document.getNumberOfPages();
    for (int i = 0; i < count; i++) {
      try (PDPageContentStream out =
          new PDPageContentStream(document, document.getPage(i), AppendMode.APPEND, true, true)) {
        show(out, footer + "    " + (i + 1) + " / " + count, CELL, MARGIN, MARGIN);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.save(out);
    return withCharacters(out.toByteArray());
  }

  /**
   * The document with a table of which glyph stands for which character. That of PDFBox takes the
   * lowest character that has the glyph: of 用 it would make a radical, and nobody could search it.
   */
  private byte[] withCharacters(byte[] saved) throws IOException {
    try (PDDocument written = Loader.loadPDF(saved)) {
      PDResources resources = written.getPage(0).getResources();
      for (COSName name : resources.getFontNames()) {
        PDStream table = new PDStream(written);
        try (OutputStream out = table.createOutputStream(COSName.FLATE_DECODE)) {
          out.write(characters().getBytes(StandardCharsets.US_ASCII));
        }
        resources.getFont(name).getCOSObject().setItem(COSName.TO_UNICODE, table);
      }
      written.setDocumentId(document.getDocumentId());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      written.save(out);
      return out.toByteArray();
    }
  }

  /** A CMap as ISO 32000-1 section 9.10.3 has it. */
  private String characters() {
    StringBuilder out =
        new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange
            """);
    List<Map.Entry<Integer, Integer>> all = List.copyOf(used.entrySet());
    for (int from = 0; from < all.size(); from += MAX_MAPPINGS) {
      List<Map.Entry<Integer, Integer>> some =
          all.subList(from, Math.min(all.size(), from + MAX_MAPPINGS));
      out.append(some.size()).append(" beginbfchar\n");
      for (Map.Entry<Integer, Integer> e : some) {
        String utf16 =
            HexFormat.of()
                .withUpperCase()
                .formatHex(Character.toString(e.getValue()).getBytes(StandardCharsets.UTF_16BE));
        out.append(String.format("<%04X> <%s>\n", e.getKey(), utf16));
      }
      out.append("endbfchar\n");
    }
    return out.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
        .toString();
  }

  @Override
  public void close() throws IOException {
    try {
      document.close();
    } finally {
      glyphs.close();
    }
  }
}
