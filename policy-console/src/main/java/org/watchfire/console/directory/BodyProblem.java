package org.watchfire.console.directory;

/** What is wrong with one member of a body, in both languages; the message is the English one. */
final class BodyProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String zh;

  /**
   * @param field member of the body
   * @param zh reason in Chinese
   * @param en reason in English; both go on behind the name of the field
   */
  BodyProblem(String field, String zh, String en) {
    super(field + " " + en);
    this.field = field;
    this.zh = zh;
  }

  String field() {
    return field;
  }

  String zh() {
    return zh;
  }
}
