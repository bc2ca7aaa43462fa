package org.watchfire.store.bundle;

/** What can be wrong with a bundle. */
public enum Fault {
  CONTAINER("压缩包结构不符合格式", "the zip is not in the form of a bundle"),
  MANIFEST("清单无法读取或自相矛盾", "the manifest cannot be read or contradicts itself"),
  SIGNATURE("清单签名无效", "the manifest is not signed as it must be"),
  POLICY("信任策略或密钥无效", "the trust policy or a key is not good"),
  FILES("文件缺失、多余或次序不符", "a file is missing, was added or moved"),
  SUM("文件内容被改动", "the content of a file was changed"),
  CHECKPOINT("检查点无效", "the checkpoint is not good"),
  PROOF("证明与已签名的根哈希不符", "the proof does not lead to the signed root"),
  RECORD("记录与封存时不一致", "a record is not what was recorded"),
  RANGE("记录缺失、多余或次序不符", "a record is missing, was added or moved"),
  QUERY("查询重放结果不符", "replaying the query gives something else"),
  COPY("可读副本与记录不符", "the readable copy is not what the records say");

  private final String zh;
  private final String en;

  Fault(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  public String zh() {
    return zh;
  }

  public String en() {
    return en;
  }
}
