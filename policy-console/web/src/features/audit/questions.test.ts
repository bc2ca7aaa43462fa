import { describe, expect, it } from 'vitest';
import { queryOf } from './questions';

describe('a question becomes a query', () => {
  it('about a file, a folder, or a mere name', () => {
    expect(queryOf('touched', '/srv/档案/a b.doc')).toBe(
      '(file.path: "/srv/档案/a b.doc" or file.target_path: "/srv/档案/a b.doc" or url.path: "/srv/档案/a b.doc")',
    );
    expect(queryOf('touched', ' /srv/share/ ')).toBe(
      '(file.path: /srv/share/* or file.target_path: /srv/share/* or url.path: /srv/share/*)',
    );
    expect(queryOf('touched', '/srv/share/*')).toContain('file.path: /srv/share/* or');
    expect(queryOf('touched', 'plan".doc')).toBe('(file.name: "plan\\".doc" or host.name: "plan\\".doc" or "plan\\".doc")');
  });

  it('about a person, by any role the account has in the record', () => {
    expect(queryOf('did', 'li.na')).toBe(
      '(user.name: "li.na" or user.effective.name: "li.na" or user.target.name: "li.na" or related.user: "li.na")',
    );
  });

  it('about what left, of all or of one', () => {
    expect(queryOf('left', '')).toContain('file.path: /media/*');
    expect(queryOf('left', 'li.na')).toMatch(/\) and \(user\.name: "li\.na" or /);
  });

  it('about changes of the administrators', () => {
    expect(queryOf('changed', 'sysadmin')).toBe('user.name: "sysadmin"');
  });
});
