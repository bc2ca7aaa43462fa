import { describe, expect, it } from 'vitest';
import { entityOf, selectorQuery } from './entity';

describe('the traces of an entity', () => {
  it('are those of every account of a person', () => {
    expect(entityOf('person', 'p1', { accounts: ['li.na', 'a"b'] }).events).toBe('user.name: ("li.na" or "a\\"b")');
    expect(entityOf('person', 'p1', { accounts: [] }).events).toBe('');
  });

  it('are found by the selectors of an asset', () => {
    expect(selectorQuery(['path:/srv/share/档案/受限/**'])).toBe('file.path: /srv/share/档案/受限/*');
    expect(selectorQuery(['path:/etc/passwd', 'host:db01'])).toBe('(file.path: "/etc/passwd") or (host.name: "db01")');
    expect(selectorQuery(['db:archive.public.secret_files', 'path:/a b/**'])).toBe('');
  });
});
