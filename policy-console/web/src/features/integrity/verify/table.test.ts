import { describe, expect, it } from 'vitest';
import { type Bytes, joined, utf8 } from './bytes';
import { Fault } from './fault';
import { Numeral, parseJson } from './strictJson';
import { row } from './table';
import { bundle, ed25519Key, edit, forged, outcome } from './testdata/site';
import { verify } from './verify';

/** Its records have every form: numbers, nested and flat names, no JSON, no UTF-8. */
const both = bundle('both.zip');
const csv = 'records.csv';

const fault = async (zip: Bytes) => {
  try {
    await verify(zip, ed25519Key, () => undefined);
  } catch (cause) {
    if (cause instanceof Fault) return [cause.code, cause.params.seq];
    throw cause;
  }
  return 'verified';
};
const changed = (change: (text: string) => string) => fault(forged(both, (draft) => edit(draft, csv, change)));

describe('records.csv', () => {
  it('is what the product wrote from the same records', async () => {
    expect(await outcome(both, ed25519Key)).toBe('verified');
  });

  it('may say nothing that the records do not say', async () => {
    expect(await changed((text) => text.replace('u0', 'u1'))).toEqual(['table-record', 0]);
    expect(await changed((text) => text.replace("'=cmd", '=cmd'))).toEqual(['table-record', 0]);
    expect(await changed((text) => text.replace('"3","', '"4","'))).toEqual(['table-record', 3]);
    expect(await changed((text) => text.replace('E+2147483647', 'E+2147483646'))).toEqual(['table-record', 2]);
    expect(await changed((text) => text.replace(' event id', ' Event id'))).toEqual(['table-header', -1]);
    expect(await changed((text) => text.slice(1))).toEqual(['table-header', -1]);
  });

  it('may have no line more or less', async () => {
    expect(await changed((text) => `${text}"1"\r\n`)).toEqual(['table-surplus', undefined]);
    const [code] = await changed((text) => text.slice(0, text.lastIndexOf('"\r\n')));
    expect(code).toBe('table-record');
  });

  it('has the columns of the manifest', async () => {
    const swapped = forged(both, ({ manifest }) => manifest.columns.reverse());
    expect((await fault(swapped))[0]).toBe('table-header');
  });

  it('finds a field by its dotted name, nested or flat', () => {
    const columns = ['a.b.c', 'a', '#seq', '#record'].map((field) => ({ field, zh: '', en: '' }));
    const of = (record: string) => row(columns, 7, utf8(record)).split(',', 2)[0];
    expect(of('{"a":{"b":{"c":1}}}')).toBe('"1"');
    expect(of('{"a.b":{"c":2}}')).toBe('"2"');
    expect(of('{"a":{"b.c":3}}')).toBe('"3"');
    expect(of('{"a.b.c":null,"a":{"b.c":3}}')).toBe('""');
    expect(of('{"a":{"b":null},"a.b":{"c":4}}')).toBe('"4"');
    expect(of('{"a":[{"b":{"c":1}}]}')).toBe('""');
    expect(row(columns, 7, utf8('no "json"'))).toBe('"","","7","no ""json"""\r\n');
    expect(row(columns.slice(3), 7, Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0xe4, 0xb8))).toBe('"a\ufffd\ufffd"\r\n');
  });
});

describe('the manifest', () => {
  it('has the members of the format and no more of anything', async () => {
    const with_ = (change: (manifest: Record<string, unknown>) => void) =>
      outcome(forged(both, ({ manifest }) => change(manifest)), ed25519Key);
    expect(await with_((m) => (m.more = 1))).toBe('manifest');
    expect(await with_((m) => (m.from = 2 ** 53))).toBe('manifest');
    expect(await with_((m) => (m.from = 0.5))).toBe('manifest');
    expect(await with_((m) => (m.from = -1))).toBe('manifest');
    expect(await with_((m) => (m.columns = Array(257).fill({ field: '#seq', zh: '', en: '' })))).toBe('manifest');
    expect(await with_((m) => (m.columns = Array(256).fill({ field: '#seq', zh: '', en: '' })))).toBe('table-header');
    expect(await with_((m) => (m.site = 'other.example'))).toBe('other-site');
  });
});

describe('the files', () => {
  it('are those of the format and no other', async () => {
    const more = (name: string) => forged(both, ({ files }) => files.set(name, utf8('x')));
    expect(await outcome(more('notes.txt'), ed25519Key)).toBe('file-list');
    expect(await outcome(more('log/0/payload/00'), ed25519Key)).toBe('file-list');
    expect(await outcome(more('log/2/proof'), ed25519Key)).toBe('file-list');
    expect(await outcome(more('readme.txt'), ed25519Key)).toBe('verified');
  });

  it('hold what a digest entry stands for', async () => {
    const other = forged(both, ({ files }) => {
      const name = [...files.keys()].find((n) => n.includes('/payload/'))!;
      const data = files.get(name)!;
      files.set(name, joined(data.subarray(1), utf8('y')));
    });
    expect((await fault(other))[0]).toBe('payload');
  });
});

describe('numbers', () => {
  it('are written as Java’s BigDecimal writes them', () => {
    const forms: Record<string, string | undefined> = {
      '-0': '0',
      '-0.0': '0.0',
      '0e5': '0E+5',
      '1e0': '1',
      '1e3': '1E+3',
      '-12.5e-1': '-1.25',
      '1.50': '1.50',
      '0.000001': '0.000001',
      '0.0000001': '1E-7',
      '-12e-8': '-1.2E-7',
      '12345678901234567890': '12345678901234567890',
      '1e2147483647': '1E+2147483647',
      '1e2147483648': undefined,
      '1.5e-2147483647': undefined,
      ['1'.repeat(101)]: undefined,
    };
    for (const [literal, text] of Object.entries(forms)) expect(Numeral.of(literal)?.text, literal).toBe(text);
  });
});

describe('strict JSON', () => {
  const shown = (value: unknown): unknown => {
    if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [k, shown(v)]));
    return Array.isArray(value) ? value.map(shown) : value instanceof Numeral ? Number(value.text) : value;
  };

  it('reads what JSON is', () => {
    const text = ' {"a":[1,-2.5,"x\\n\\u767b\\/",null,true,false,{}] ,\t"b":{"a":0,"":[]}}\r\n';
    expect(shown(parseJson(text, 'f'))).toEqual(JSON.parse(text));
    expect([...(parseJson('{"2":0,"1":0,"__proto__":0}', 'f') as Map<string, unknown>).keys()]).toEqual(['2', '1', '__proto__']);
    expect(parseJson('['.repeat(64) + ']'.repeat(64), 'f')).toHaveLength(1);
  });

  it('refuses everything else', () => {
    const bad = ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"a":1,}', '[1,]', '[1 2]', '{}x', '', ' ', '{"a"1}', "{'a':1}", '{"a":01}', '[1.]', '[.5]', '[-]', '[+1]', '[1e]', '[tru]', '["\t"]', '["\\x"]', '["\\u12g4"]', '["a', '["\\ud800"]', '["\\udc00\\ud800"]', '\ufeff{}', '{"a":', '[1'];
    for (const text of bad) expect(() => parseJson(text, 'f'), text).toThrow(Fault);
    expect(() => parseJson('['.repeat(65) + ']'.repeat(65), 'f')).toThrow(Fault);
    expect(() => parseJson('['.repeat(100_000), 'f')).toThrow(Fault);
  });
});
