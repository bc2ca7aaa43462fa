import { expect, it } from 'vitest';
import { lines, selectorForm } from '../directory/editing';
import { logsourceText, tacticsOf, techniquesOf } from './attack';

it('reads tactics and techniques out of Sigma tags', () => {
  const tags = ['attack.credential_access', 'attack.t1110.001', 'attack.exfiltration', 'cve.2024.1'];
  expect(tacticsOf(tags)).toEqual(['credential-access', 'exfiltration']);
  expect(techniquesOf(tags)).toEqual(['T1110.001']);
});

it('writes a log source in one line', () => {
  expect(logsourceText({ service: 'sshd', product: 'linux' })).toBe('linux / sshd');
  expect(logsourceText('zeek / dns')).toBe('zeek / dns');
  expect(logsourceText(null)).toBe('');
});

it('splits typed lists at either width of comma', () => {
  expect(lines('a, b，c\n\n d、')).toEqual(['a', 'b', 'c', 'd']);
});

it('knows a selector when it sees one', () => {
  for (const good of ['path:/srv/档案/**', 'db:archive.public.files', 'url:oa.example/a/**', 'host:db01']) {
    expect(good).toMatch(selectorForm);
  }
  for (const bad of ['/srv/share', 'path:srv', 'db:a.b.c.d', 'file:x', 'host:']) {
    expect(bad).not.toMatch(selectorForm);
  }
});
