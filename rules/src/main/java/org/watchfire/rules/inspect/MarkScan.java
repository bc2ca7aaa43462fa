package org.watchfire.rules.inspect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.watchfire.core.label.Marking;

/**
 * Finds 密级★保密期限 marks (绝密/机密/秘密 with period, date or condition; GB/T 9704 for where they stand) in
 * the spellings that occur: spaces between the characters, another star, a line break before the
 * star, digits misread by a scanner.
 *
 * <p>A mark counts fully where a mark belongs: within the first {@link #HEADER} characters or alone
 * on its line. In running text, in quotation marks or after words such as 标注为 it is talk about
 * marks and counts little; three different ones in a text make it a regulation or a lesson.
 */
final class MarkScan {
  /** Characters at the head of a document where marks stand. */
  static final int HEADER = 300;

  private static final int IN_PLACE = 95;
  private static final int OTHER_STAR = 85;
  private static final int NO_PERIOD = 75;
  private static final int EXAM = 80;
  private static final int INLINE = 60;
  private static final int TALK = -40;
  private static final int TEACHING = -30;
  private static final int DIFFERENT_MARKS = 3;
  private static final int LONGEST_CONDITION = 24;
  private static final String STARS = "★☆✩✭⭐⋆✰✦";
  private static final String STARS_OF_NEED = "*·•∙・﹡※";
  private static final String CHINESE_NUMERALS = "一二三四五六七八九十百两〇零";
  private static final String[] TALK_WORDS = {"例如", "标注", "标为", "标明", "格式", "样式", "形如", "诸如", "字样"};
  private static final String[] EXAM_WORDS = {"启用", "考试", "开考", "启封", "考前", "试卷", "使用前"};
  private static final String[] LASTING = {"长期", "永久", "无限期"};

  private final View view;
  private final int headerEnd;
  private final List<Hit> hits = new ArrayList<>();
  private final Set<String> different = new HashSet<>();
  private Boolean severalLines;

  private MarkScan(View view, int headerEnd) {
    this.view = view;
    this.headerEnd = headerEnd;
  }

  /**
   * All marks, with positions of the original text.
   *
   * @param headerEnd where the head of the document ends in this text; 0 or less when it is further
   *     on in the document
   */
  static List<Hit> scan(View view, int headerEnd) {
    MarkScan scan = new MarkScan(view, headerEnd);
    for (int i = 1; i < view.length; i++) {
      if (view.text[i] == '密') {
        scan.candidate(i);
      }
    }
    return scan.weighed();
  }

  /** The level that a mark of this normal form names. */
  static Marking marking(String value) {
    for (Marking marking : Marking.values()) {
      if (value.startsWith(marking.zh())) {
        return marking;
      }
    }
    throw new IllegalArgumentException("not a mark: " + value);
  }

  private List<Hit> weighed() {
    if (different.size() < DIFFERENT_MARKS) {
      return hits;
    }
    return hits.stream()
        .map(h -> h.withConfidence(Math.max(Band.LOW.floor(), h.confidence() + TEACHING)))
        .toList();
  }

  private void candidate(int second) {
    int first = skipBack(second - 1);
    if (first < 0 || "绝机秘".indexOf(view.text[first]) < 0 || ofBusiness(first)) {
      return;
    }
    String level = view.text[first] + "密";
    int at = skip(second + 1, 3, true);
    boolean star = at < view.length && STARS.indexOf(view.text[at]) >= 0;
    boolean starOfNeed = !star && at < view.length && STARS_OF_NEED.indexOf(view.text[at]) >= 0;
    if (!star && !starOfNeed) {
      if (aloneOnLine(first, second + 1) && inHeader(first) && severalLines()) {
        add(Detectors.SECRECY_MARK, first, second + 1, NO_PERIOD, level);
      }
      return;
    }
    int afterStar = skip(at + 1, 2, false);
    int end = period(afterStar);
    if (end > afterStar) {
      String period = withoutSpaces(afterStar, end);
      if (mentions(period, EXAM_WORDS)) {
        add(Detectors.EXAM_MARK, first, end, EXAM, level + "★" + period);
      } else {
        int inPlace = star ? IN_PLACE : OTHER_STAR;
        boolean placed = inHeader(first) || aloneOnLine(first, end);
        add(Detectors.SECRECY_MARK, first, end, placed ? inPlace : INLINE, level + "★" + period);
      }
    } else if (star) {
      boolean placed = aloneOnLine(first, at + 1) || (inHeader(first) && delimited(at + 1));
      add(Detectors.SECRECY_MARK, first, at + 1, placed ? NO_PERIOD : INLINE, level + "★");
    }
  }

  private void add(String detector, int from, int to, int confidence, String mark) {
    int weight = talkedAbout(from) ? Math.max(Band.LOW.floor(), confidence + TALK) : confidence;
    if (detector.equals(Detectors.SECRECY_MARK) && different.size() < DIFFERENT_MARKS) {
      different.add(mark);
    }
    hits.add(new Hit(detector, view.start(from), view.end(to - 1), weight, mark, mark, false));
  }

  /** 商业秘密 and 工作秘密 are no state secrets and bear no ★. */
  private boolean ofBusiness(int first) {
    if (view.text[first] != '秘' || first < 2) {
      return false;
    }
    String two = view.string(first - 2, first);
    return two.equals("商业") || two.equals("工作");
  }

  /**
   * The end of a period, date or condition that begins here, or {@code from} when there is none.
   */
  private int period(int from) {
    for (String word : LASTING) {
      int end = spaced(from, word);
      if (end > from) {
        return end;
      }
    }
    int end = duration(from);
    return end > from ? end : condition(from);
  }

  private int duration(int from) {
    int at = from;
    int digits = 0;
    while (at < view.length
        && digits < 8
        && (numeral(view.text[at]) || (digits > 0 && view.text[at] == ' '))) {
      digits += view.text[at] == ' ' ? 0 : 1;
      at++;
    }
    if (digits == 0) {
      return from;
    }
    int unit = skip(at, 2, false);
    if (unit < view.length && "年月日天周".indexOf(view.text[unit]) >= 0) {
      // 2030年1月1日 goes on; the next part is shorter, so this ends.
      return view.text[unit] == '年' || view.text[unit] == '月' ? duration(unit + 1) : unit + 1;
    }
    if (unit + 1 < view.length && view.text[unit] == '个' && view.text[unit + 1] == '月') {
      return unit + 2;
    }
    return digits == 8 || digits == 4 ? date(from, at, digits) : from;
  }

  /** 20300101, 2030-01-01, 2030.1.1. */
  private int date(int from, int afterDigits, int digits) {
    if (view.text[from] != '1' && view.text[from] != '2') {
      return from;
    }
    if (digits == 8) {
      return afterDigits;
    }
    int at = afterDigits;
    int parts = 0;
    while (parts < 2
        && at + 1 < view.length
        && "-./".indexOf(view.text[at]) >= 0
        && digit(view.text[at + 1])) {
      at += at + 2 < view.length && digit(view.text[at + 2]) ? 3 : 2;
      parts++;
    }
    return parts == 2 ? at : from;
  }

  /** A condition ends in 前 or 后 (会议开始前), without punctuation before. */
  private int condition(int from) {
    int limit = Math.min(view.length, from + LONGEST_CONDITION);
    for (int at = from; at < limit; at++) {
      char c = view.text[at];
      if ((c == '前' || c == '后') && at - from >= 2) {
        return at + 1;
      }
      if (c != ' ' && (c < 0x4E00 || c > 0x9FFF) && !digit(c)) {
        return from;
      }
    }
    return from;
  }

  private int spaced(int from, String word) {
    int at = from;
    for (int k = 0; k < word.length(); k++) {
      at = k == 0 ? at : skip(at, 2, false);
      if (at >= view.length || view.text[at] != word.charAt(k)) {
        return from;
      }
      at++;
    }
    return at;
  }

  private boolean inHeader(int at) {
    return view.start(at) < headerEnd;
  }

  /** A bare word counts as a mark only in a document: the whole value of a field may well be 机密. */
  private boolean severalLines() {
    if (severalLines == null) {
      severalLines = false;
      for (int i = 0; i < view.length && !severalLines; i++) {
        severalLines = view.text[i] == '\n';
      }
    }
    return severalLines;
  }

  private boolean aloneOnLine(int from, int to) {
    int left = from - 1;
    while (left >= 0 && blank(view.text[left])) {
      left--;
    }
    int right = to;
    while (right < view.length && blank(view.text[right])) {
      right++;
    }
    return (left < 0 || view.text[left] == '\n')
        && (right >= view.length || view.text[right] == '\n');
  }

  private boolean delimited(int at) {
    return at >= view.length || "/\\.)]}】〕》_-, \t\r\n\"'&;|".indexOf(view.text[at]) >= 0;
  }

  private boolean talkedAbout(int from) {
    int left = skipBack(from - 1);
    if (left >= 0 && "“‘「『".indexOf(view.text[left]) >= 0) {
      return true;
    }
    return mentions(view.string(Math.max(0, from - 10), from), TALK_WORDS);
  }

  private String withoutSpaces(int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      if (view.text[i] != ' ') {
        out.append(misread(view.text[i]));
      }
    }
    return out.toString();
  }

  private static char misread(char c) {
    return switch (c) {
      case 'l', 'I' -> '1';
      case 'o', 'O' -> '0';
      default -> c;
    };
  }

  private int skip(int from, int most, boolean lines) {
    int at = from;
    while (at < view.length
        && at - from < most
        && (blank(view.text[at]) || (lines && view.text[at] == '\n'))) {
      at++;
    }
    return at;
  }

  private int skipBack(int from) {
    int at = from;
    while (at >= 0 && from - at < 2 && blank(view.text[at])) {
      at--;
    }
    return at;
  }

  private static boolean mentions(String text, String[] words) {
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean numeral(char c) {
    return digit(c) || CHINESE_NUMERALS.indexOf(c) >= 0 || "lIoO".indexOf(c) >= 0;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
