package org.watchfire.deploy.demo;

/**
 * An alert that the story must raise.
 *
 * @param step what of the story it belongs to
 * @param rule {@code rule.name} of the alert, the English title of the rule
 * @param entity {@code alert.entity.value}
 * @param count exact number of matches the alert must show in the end; 0 = any
 */
record Expectation(Step step, String rule, String entity, long count) {

  /** Parts of the story. */
  enum Step {
    SPRAYING("1", "密码喷洒后登录成功", "password spraying, then one success"),
    NIGHT_LOGON("2", "深夜登录文件服务器", "log-on to the file server at night"),
    RIGHTS("3", "未经审批授予权限", "rights granted without approval"),
    MASS_READ("4", "十二分钟读取 340 份受限档案", "340 graded files read in twelve minutes"),
    ABOVE_CLEARANCE("5", "越级访问核心档案（被拒绝）", "attempts on core archives, denied"),
    EXPORT("6", "打包并外传", "packed and uploaded"),
    LOG_CLEARED("7", "清除本机日志", "local logs cleared"),
    LOOK_ALIKE_BACKUP(
        "A", "疑似但正常：备份任务（不应告警）", "benign look-alike that must stay silent: backup job"),
    LOOK_ALIKE_REVIEW(
        "B",
        "疑似但正常：审计员批量查阅（中危，按正常业务办结）",
        "benign look-alike to close as benign: auditor's bulk review"),
    STORM("S", "重复风暴：600 次归并为一条", "duplicate storm: 600 in one alert");

    final String number;
    final String zh;
    final String en;

    Step(String number, String zh, String en) {
      this.number = number;
      this.zh = zh;
      this.en = en;
    }
  }
}
