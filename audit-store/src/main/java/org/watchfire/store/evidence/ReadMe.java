package org.watchfire.store.evidence;

import java.nio.charset.StandardCharsets;

/** What somebody who has only the bundle reads first. */
final class ReadMe {
  private ReadMe() {}

  static byte[] text(String site) {
    return """
    烽燧证据包 / Watchfire evidence bundle: %s

    验证（无需联网）/ to verify, without a network:
      java -jar watchfire-verify.jar FILE.zip --key "<站点公钥 the site's public key>"

    公钥须从站点以外的可靠途径取得，不要使用包内的密钥。
    Get the public key from the site by another way; do not use the one in here.

    manifest.json   清单：谁、何时、为何、查询、各文件摘要   who, when, why, the query, sums of all files
    manifest.sig    清单的签名                               its signature
    log/*/          检查点、证明、记录                       checkpoint, proof, records
    records.csv     可读副本，由记录生成                     readable copy, made from the records
    report.pdf      供阅读和打印的报告，内容不作核对        for reading and printing; what it says is not checked
    trust/          站点的信任策略与导出密钥证书             the site's trust policy, certificate of the export key

    验证通过后再使用 records.csv。Use records.csv only after the bundle has verified.
    """
        .formatted(site)
        .getBytes(StandardCharsets.UTF_8);
  }
}
