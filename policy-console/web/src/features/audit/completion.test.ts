import { describe, expect, it } from 'vitest';
import { completed, fieldsFor, gapAt, valuesFor } from './completion';

const at = (text: string) => gapAt(text.replace('|', ''), text.indexOf('|'));

describe('the gap at the caret', () => {
  it('is a field where a condition may begin', () => {
    expect(at('|')).toMatchObject({ kind: 'field', typed: '' });
    expect(at('user.n|')).toMatchObject({ kind: 'field', typed: 'user.n', from: 0, to: 6 });
    expect(at('a: b and (file.|path)')).toMatchObject({ kind: 'field', typed: 'file.', from: 10, to: 19 });
  });

  it('is a value behind a field, with or without a space, quote or group', () => {
    expect(at('user.name:|')).toMatchObject({ kind: 'value', typed: '', field: 'user.name' });
    expect(at('user.name: li|')).toMatchObject({ kind: 'value', typed: 'li', field: 'user.name', from: 11 });
    expect(at('user.name:li|')).toMatchObject({ kind: 'value', typed: 'li', field: 'user.name', from: 10 });
    expect(at('file.path: "/srv/a b|" and x')).toMatchObject({
      kind: 'value',
      typed: '/srv/a b',
      field: 'file.path',
      from: 11,
      to: 21,
    });
    expect(at('event.action: (file-read or fi|)')).toMatchObject({ kind: 'value', field: 'event.action', typed: 'fi' });
  });

  it('is nothing inside of quoted text without a field', () => {
    expect(at('"some te|xt"')).toBeNull();
  });
});

describe('completing', () => {
  it('puts the choice in and the caret behind it', () => {
    expect(completed('us', gapAt('us', 2)!, 'user.name')).toEqual({ text: 'user.name: ', caret: 11 });
    expect(completed('user.name:l', gapAt('user.name:l', 11)!, 'li.na')).toEqual({ text: 'user.name: li.na ', caret: 17 });
    const text = 'file.path: /s and a: b';
    expect(completed(text, gapAt(text, 13)!, '/srv/a "b"').text).toBe('file.path: "/srv/a \\"b\\"" and a: b');
  });

  it('prefers what begins so', () => {
    const fields = ['user.name', 'source.user.name', 'user.id'].map((name) => ({ name, type: 'keyword' }));
    expect(fieldsFor('user.n', fields).map((f) => f.name)).toEqual(['user.name', 'source.user.name']);
    expect(valuesFor('NA', ['li.na', '', 'wang'])).toEqual(['li.na']);
  });
});
