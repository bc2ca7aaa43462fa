import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Bytes, base64, joined, utf8 } from './bytes';
import { readPolicy } from './policy';
import {
  bundle,
  ed25519Key,
  edit,
  forged,
  outcome,
  policy,
  replaced,
  signatureLine,
  siteLines,
  sm2Key,
  tampered,
  unsigned,
  vkey,
  witnessKeys,
  witnessLines,
} from './testdata/site';
import { rootOf } from './tree';
import { verify } from './verify';
import { unzip } from './zip';

const both = bundle('both.zip');
const checkpoint = 'log/0/checkpoint';
const certificate = 'trust/evidence-key';
/** Lines of signatures on a checkpoint, in their order. */
const [ed25519, sm2, w1, w2] = [0, 1, 2, 3];
/** The three ways to be given what is trusted. */
const everyWay = [ed25519Key, policy, ''];

const changed = (name: string, change: (note: string) => string): Bytes =>
  forged(both, (draft) => edit(draft, name, change));

describe('a bundle signed with two algorithms and cosigned', () => {
  it('is verified against a key of either, a policy, or its own word, and says whose keys it took', async () => {
    const shortForm = (key: string) => key.split('+', 2).join('+');
    const signers = [
      { key: shortForm(ed25519Key), type: 'ed25519' },
      { key: shortForm(sm2Key), type: 'sm2' },
    ];
    const ways = [
      [ed25519Key, 'key', 'ed25519'],
      [sm2Key, 'key', 'sm2'],
      [policy, 'policy', ''],
      ['', 'bundle', ''],
    ];
    for (const [given, anchor, type] of ways) {
      const verdict = await verify(both, given!, () => undefined);
      expect(verdict.anchor).toBe(anchor);
      expect(verdict.left).toEqual([]);
      expect(verdict.logs).toHaveLength(2);
      for (const log of verdict.logs) {
        expect(log.signers).toEqual(signers.map((s) => ({ ...s, anchor: s.type === type })));
        expect(log.witnesses.map((w) => w.key)).toEqual(witnessKeys.slice(0, 2).map(shortForm));
      }
    }
  });

  it('stays verified when it is written anew, so that what follows fails for its own reason', async () => {
    for (const given of everyWay) expect(await outcome(forged(both, () => undefined), given)).toBe('verified');
  });

  it('needs both signatures on checkpoint and certificate', async () => {
    for (const name of [checkpoint, 'log/1/checkpoint', certificate]) {
      for (const given of everyWay) {
        const without = changed(name, (note) => unsigned(note, sm2));
        expect(await outcome(without, given), name).toBe('unsigned-type');
      }
      const without = changed(name, (note) => unsigned(note, ed25519));
      expect(await outcome(without, policy), name).toBe('unsigned-type');
      expect(await outcome(without, ed25519Key), name).toBe('unsigned');
    }
    expect(await outcome(changed(checkpoint, (note) => unsigned(note, ed25519, sm2)), '')).toBe('unsigned');
  });

  it('is not verified with a wrong signature of either', async () => {
    for (const name of [checkpoint, certificate]) {
      for (const given of everyWay) {
        for (const line of [ed25519, sm2]) {
          expect(await outcome(changed(name, (note) => tampered(note, line, 40)), given), name).toBe('signature');
        }
      }
    }
    // Nor with a checkpoint to which the signatures do not belong.
    const other = changed(checkpoint, (note) => note.replace('\n\n', '\nanother line\n\n'));
    expect(await outcome(other, sm2Key)).toBe('signature');
  });

  it('needs both signatures on the checkpoint that one log takes over from the other', async () => {
    const link = bundle('link.zip');
    expect(await outcome(link, ed25519Key)).toBe('verified');
    expect(await outcome(link, `${siteLines}require ed25519 sm2\nquorum none\n`)).toBe('chain');
  });

  it('is held to the key that was given, whatever its own policy says', async () => {
    const lax = (lines: string) => (zip: (note: string) => string) =>
      forged(both, (draft) => {
        edit(draft, 'trust/policy', () => lines);
        edit(draft, checkpoint, zip);
      });
    const renamed = vkey('other.example', base64(ed25519Key.split('+').slice(2).join('+')));
    expect(await outcome(both, renamed)).toBe('policy-key');
    const withoutKey = lax(`site ${sm2Key}\nquorum none\n`)((note) => note);
    expect(await outcome(withoutKey, '')).toBe('verified');
    expect(await outcome(withoutKey, sm2Key)).toBe('verified');
    expect(await outcome(withoutKey, ed25519Key)).toBe('policy-key');
    const onlySm2 = lax(`${siteLines}require sm2\nquorum none\n`)((note) => unsigned(note, ed25519));
    expect(await outcome(onlySm2, '')).toBe('verified');
    expect(await outcome(onlySm2, ed25519Key)).toBe('unsigned');
    const onlyEd25519 = lax(`${siteLines}quorum none\n`)((note) => unsigned(note, sm2, w1, w2));
    expect(await outcome(onlyEd25519, ed25519Key)).toBe('verified');
    expect(await outcome(onlyEd25519, policy)).toBe('unsigned-type');
    const { logs } = await verify(onlyEd25519, ed25519Key, () => undefined);
    expect(logs[0]!.signers.map((s) => s.type)).toEqual(['ed25519']);
  });

  it('says which policy is wrong', async () => {
    expect(await outcome(both, 'quorum none\nquorum none\n')).toBe('policy-given');
    expect(await outcome(forged(both, (d) => edit(d, 'trust/policy', () => siteLines)), '')).toBe('policy');
    expect(await outcome(both, `site ${sm2Key}\nquorum none\n`)).toBe('verified');
    expect(await outcome(both, 'quorum none\n# no key of this site\n')).toBe('no-key');
    // A key of one log, and one of a site whose name only begins like that.
    expect(await outcome(both, `log ${sm2Key}\nquorum none\n`)).toBe('no-key');
    const begins = vkey('gov.exampl', base64(ed25519Key.split('+').slice(2).join('+')));
    expect(await outcome(both, `site ${begins}\nquorum none\n`)).toBe('no-key');
  });

  it('is not judged when the site has signed it with what is not verified here', async () => {
    const typed = new Uint8Array(1 + 1312).fill(6);
    const signed = changed(checkpoint, (note) => note + signatureLine(vkey('gov.example/events/2026q4', typed), typed));
    expect(await outcome(signed, policy)).toBe('verified');
    expect(await outcome(signed, `${policy}site ${vkey('gov.example', typed)}\n`)).toBe('no-ml-dsa');
  });

  it('has a manifest that the certified key has signed', async () => {
    const sig = 'manifest.sig';
    const other = replaced(both, sig, (note) => note.replace('\u2014 gov.example/evidence', '\u2014 gov.example/other'));
    expect(await outcome(other, policy)).toBe('unsigned');
    expect(await outcome(replaced(both, sig, (note) => tampered(note, 0, 3)), policy)).toBe('signature');
    for (const algorithm of ['sha256', 'sm3']) {
      const changedSum = forged(both, () => undefined, (text) => text.replace(new RegExp(`${algorithm} .`), `${algorithm} g`));
      expect(await outcome(changedSum, policy), algorithm).toBe('changed');
    }
  });
});

describe('a bundle of a site whose key is at hand', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const typed = joined(Uint8Array.of(1), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const signed = (name: string, text: string) =>
    `${text}\n${signatureLine(vkey(name, typed), sign(null, Buffer.from(text), privateKey))}`;
  /** Any one key is enough. */
  const trusting = `${siteLines}site ${vkey('gov.example', typed)}\nquorum none\n`;

  it('needs a certificate of the key that signs bundles', async () => {
    const certified = (change: (text: string) => string) =>
      outcome(
        forged(both, (draft) =>
          edit(draft, certificate, (note) => signed('gov.example/evidence-keys', change(note.split('\n\n')[0]!) + '\n')),
        ),
        trusting,
      );
    expect(await certified((text) => text)).toBe('verified');
    expect(await certified((text) => text.replace('evidence-key/v1', 'evidence-key/v2'))).toBe('certificate');
    expect(await certified((text) => `${text}\nmore`)).toBe('certificate');
    expect(await certified((text) => text.replace('\ngov.example\n', '\ngov.example/a\n'))).toBe('certificate');
  });

  it('needs logs that continue each other', async () => {
    const origin = 'gov.example/events/2026q4';
    const frames = 'log/0/records/000000';
    const rows = unzip(both).get('log/0/leaves')!.data.slice(0, -40);
    const leaves = Array.from({ length: rows.length / 40 }, (_, index) => ({
      index,
      hash: rows.slice(40 * index + 8, 40 * index + 40),
    }));
    const root = Buffer.from(await rootOf(leaves.length, leaves, [], '')).toString('base64');
    // The last record of the first log is left out, and its checkpoint does not know of it.
    const shorter = forged(both, ({ files, manifest }) => {
      files.set(checkpoint, utf8(signed(origin, `${origin}\n${leaves.length}\n${root}\n`)));
      files.set('log/0/leaves', rows);
      const data = files.get(frames)!;
      let last = 0;
      for (let at = 0; at < data.length; at += 2 + data[at]! * 256 + data[at + 1]!) last = at;
      files.set(frames, data.slice(0, last));
      files.delete([...files.keys()].find((name) => name.includes('/payload/'))!);
      manifest.logs[0].size = manifest.logs[0].records = manifest.logs[1].first = leaves.length;
    });
    expect(await outcome(shorter, trusting)).toBe('chain');
  });
});

describe('witnesses', () => {
  it('must be as many as the quorum asks for', async () => {
    for (const name of [checkpoint, 'log/1/checkpoint']) {
      for (const given of everyWay) {
        expect(await outcome(changed(name, (note) => unsigned(note, w2)), given), name).toBe('quorum');
        expect(await outcome(changed(name, (note) => unsigned(note, w1, w2)), given), name).toBe('quorum');
      }
    }
    const asking = (quorum: string) => outcome(both, `${siteLines}${witnessLines}${quorum}\n`);
    expect(await asking('quorum w1')).toBe('verified');
    expect(await asking('quorum w3')).toBe('quorum');
    expect(await asking('quorum none')).toBe('verified');
    expect(await asking('group all all w1 w2\nquorum all')).toBe('verified');
    expect(await asking('group all all w1 w2 w3\nquorum all')).toBe('quorum');
    expect(await asking('group one any w3 w2\nquorum one')).toBe('verified');
    // A group counts as one member of another.
    expect(await asking('group one any w1 w2\ngroup two all one w3\nquorum two')).toBe('quorum');
    expect(await asking('group one any w1 w3\ngroup two all one w2\nquorum two')).toBe('verified');
  });

  it('must have signed this checkpoint at that time', async () => {
    for (const given of everyWay) {
      for (const byte of [7, 8, 71]) {
        expect(await outcome(changed(checkpoint, (note) => tampered(note, w1, byte)), given)).toBe('signature');
      }
    }
  });

  it('that nobody asks for are not looked at', async () => {
    const spoilt = changed(checkpoint, (note) => tampered(note, w1, 20));
    expect(await outcome(spoilt, `${siteLines}quorum none\n`)).toBe('verified');
  });

  it('of ML-DSA-44 are not verified, and it is said whether that matters', async () => {
    const left = async (name: string) => (await verify(bundle(name), ed25519Key, () => undefined)).left;
    expect(await left('ml-dsa.zip')).toEqual(['ml-dsa']);
    expect(await left('quorum.zip')).toEqual(['quorum']);
    const without = forged(bundle('quorum.zip'), (d) => edit(d, checkpoint, (note) => unsigned(note, 4)));
    expect(await outcome(without, ed25519Key)).toBe('quorum');
  });
});

describe('a trust policy', () => {
  const [x, y, z] = witnessKeys as [string, string, string];
  const three = `witness a ${x}\nwitness b ${y} https://w.example/\nwitness c ${z}\n`;

  it('is read as the product reads it', async () => {
    const read = await readPolicy(
      `# who is believed\n\nsite ${ed25519Key}\nlog ${sm2Key} https://log.example/\nrequire ed25519 sm2\n${three} group\tg 2 a b c \ngroup h any g\nquorum h\n`,
      'policy',
    );
    expect(read.keys.map((k) => [k.key.name, k.key.type, k.site])).toEqual([
      ['gov.example', 'ed25519', true],
      ['gov.example', 'sm2', false],
    ]);
    expect(read.required).toEqual(['ed25519', 'sm2']);
    expect(read.quorum).toEqual({ threshold: 1, members: [{ threshold: 2, members: ['a', 'b', 'c'] }] });
  });

  it('that says less than it seems to is refused, with the line', async () => {
    const bad: [string, number][] = [
      [siteLines, 0],
      [`${siteLines}quorum none\nquorum none\n`, 4],
      [`${siteLines}${siteLines}quorum none\n`, 3],
      [`${siteLines}require ml-dsa-44-cosignature\nquorum none\n`, 0],
      [`${siteLines}require rsa\nquorum none\n`, 3],
      [`${siteLines}require ed25519 ed25519\nquorum none\n`, 3],
      [`${siteLines}require\nquorum none\n`, 3],
      [`${siteLines}quorum a\n`, 3],
      [`${three}${three}quorum a\n`, 4],
      [`witness none ${x}\nquorum none\n`, 1],
      [`witness a ${x}\nwitness a ${y}\nquorum a\n`, 2],
      [`witness a ${ed25519Key}\nquorum a\n`, 1],
      [`witness a ${x} elsewhere\nquorum a\n`, 1],
      [`${three}group g 4 a b c\nquorum g\n`, 4],
      [`${three}group g 0 a b c\nquorum g\n`, 4],
      [`${three}group g 01 a b c\nquorum g\n`, 4],
      [`${three}group g all\nquorum g\n`, 4],
      [`${three}group g all a none\nquorum g\n`, 4],
      [`${three}group g 2 a a\nquorum g\n`, 4],
      [`${three}group g any a b\ngroup h any b c\nquorum h\n`, 5],
      [`${three}group g all g a\nquorum g\n`, 4],
      [`${three}group g any a\nquorum g extra\n`, 5],
      [`site ${ed25519Key} https://w.example/\nquorum none\n`, 1],
      [`log ${ed25519Key} not-a-url\nquorum none\n`, 1],
      [`log ${ed25519Key}x\nquorum none\n`, 1],
      ['allow everything\nquorum none\n', 1],
      ['quorum none\r\n', 1],
      ['quorum\u00a0none\n', 1],
      [`${'#\n'.repeat(1024)}quorum none`, 0],
    ];
    for (const [text, line] of bad) {
      await expect(readPolicy(text, 'policy'), text).rejects.toMatchObject({ code: 'policy', params: { line } });
    }
  });
});
