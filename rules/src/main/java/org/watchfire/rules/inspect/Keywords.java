package org.watchfire.rules.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that tell what a number beside them is. Words of ASCII letters count only as whole
 * words ({@code userPhone} and {@code phone_no} do, {@code iphone} does not).
 */
enum Keywords {
  ID(
      "身份",
      "身分",
      "公民",
      "证件号",
      "证件编号",
      "证号",
      "居民证",
      "实名",
      "idcard",
      "id_card",
      "id-card",
      "id card",
      "idno",
      "id_no",
      "idnum",
      "id_number",
      "identity",
      "sfz",
      "sfzh",
      "sfzhm",
      "gmsfhm",
      "zjhm",
      "cert_no",
      "certno",
      "certificate_no",
      "resident"),
  CARD(
      "银行卡",
      "卡号",
      "账号",
      "账户",
      "储蓄卡",
      "信用卡",
      "借记卡",
      "开户",
      "收款",
      "银联",
      "bankcard",
      "bank_card",
      "bank card",
      "card_no",
      "cardno",
      "cardnum",
      "card number",
      "card_number",
      "creditcard",
      "credit card",
      "credit_card",
      "debit card",
      "acctno",
      "acct_no",
      "account",
      "yhkh",
      "yhzh",
      "unionpay",
      "visa",
      "mastercard"),
  PHONE(
      "手机",
      "电话",
      "联系方式",
      "短信",
      "致电",
      "拨打",
      "移动号码",
      "phone",
      "telephone",
      "cellphone",
      "tel",
      "mobile",
      "msisdn",
      "sjh",
      "sjhm",
      "lxdh",
      "lxfs",
      "sms"),
  /** Numbers of something else. */
  LABEL(
      "订单",
      "流水",
      "单号",
      "运单",
      "快递",
      "批次",
      "工单",
      "order",
      "orderno",
      "order_no",
      "trace",
      "traceid",
      "trace_id",
      "uuid",
      "guid",
      "hash",
      "serial",
      "sequence",
      "seq",
      "requestid",
      "request_id",
      "nonce",
      "timestamp"),
  /** Somebody explains a format. */
  EXAMPLE("例如", "示例", "样例", "example", "sample");

  private static final int KINDS = values().length;
  private static final BitSet FIRST = new BitSet(1 << 16);
  private static final Map<Character, List<Word>> BY_FIRST = new HashMap<>();

  static {
    for (Keywords kind : values()) {
      for (String word : kind.words) {
        char first = word.charAt(0);
        BY_FIRST.computeIfAbsent(first, c -> new ArrayList<>()).add(new Word(kind, word));
        FIRST.set(first);
      }
    }
  }

  private final String[] words;

  Keywords(String... words) {
    this.words = words;
  }

  private record Word(Keywords kind, String text) {}

  /**
   * Where the last keyword of each kind ended, told for ever larger positions of one view. Each
   * character is looked at once here, so a text full of numbers costs no more than one without.
   */
  static final class Before {
    private static final int WINDOW = 300;
    private final View view;
    private final int[] last = new int[KINDS];
    private int at;

    Before(View view) {
      this.view = view;
      Arrays.fill(last, -1);
    }

    /**
     * Characters between the end of the last keyword of a kind and {@code position}; large when
     * there is none near.
     */
    int distance(Keywords kind, int position) {
      int from = Math.max(at, position - WINDOW);
      for (int i = from; i < position; i++) {
        find(view, i, position, last);
      }
      at = Math.max(at, position);
      int end = last[kind.ordinal()];
      return end < 0 || end > position ? Integer.MAX_VALUE : position - end;
    }
  }

  /**
   * Whether a keyword of this kind begins within the {@code window} characters from {@code from}
   * on.
   */
  boolean follows(View view, int from, int window) {
    int[] last = new int[KINDS];
    Arrays.fill(last, -1);
    int to = Math.min(view.length, from + window);
    for (int i = from; i < to && view.text[i] != '\n'; i++) {
      find(view, i, view.length, last);
      if (last[ordinal()] >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the name of a field holds a keyword of this kind. */
  boolean in(String fieldName) {
    return follows(View.of(fieldName), 0, fieldName.length());
  }

  private static void find(View view, int i, int limit, int[] last) {
    char c = lower(view.text[i]);
    if (!FIRST.get(c)) {
      return;
    }
    for (Word word : BY_FIRST.get(c)) {
      int end = i + word.text.length();
      if (end <= limit && same(view, i, word.text) && (c >= 0x80 || wholeWord(view, i, end))) {
        last[word.kind.ordinal()] = Math.max(last[word.kind.ordinal()], end);
      }
    }
  }

  private static boolean same(View view, int at, String word) {
    for (int k = 1; k < word.length(); k++) {
      if (lower(view.text[at + k]) != word.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  private static boolean wholeWord(View view, int from, int to) {
    boolean startsWord =
        from == 0
            || !letter(view.text[from - 1])
            || (upper(view.text[from]) && !upper(view.text[from - 1]));
    boolean endsWord =
        to >= view.length
            || !letter(view.text[to])
            || (upper(view.text[to]) && !upper(view.text[to - 1]));
    return startsWord && endsWord;
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || upper(c);
  }

  private static boolean upper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static char lower(char c) {
    return upper(c) ? (char) (c + 32) : c;
  }
}
