import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { words as chinese } from './chinese';
import { words as english } from './english';
import { cornerFor, stops, wayOf } from './stops';

const source = join(import.meta.dirname, '..');
const features = join(source, 'features');
const permissions = new Set(
  readFileSync(join(source, '../../src/main/resources/org/watchfire/console/identity/permissions.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split(/\s/)[0] ?? ''),
);

/** The paths of every page, by area. */
const routes = readdirSync(features).flatMap((area) => {
  try {
    const text = readFileSync(join(features, area, 'routes.ts'), 'utf8');
    return [...text.matchAll(/path: '([^']+)'/g)].map((match) => match[1] ?? '');
  } catch {
    return [];
  }
});

describe('the help', () => {
  it('is there for every page, in both languages', () => {
    expect(routes.length).toBeGreaterThan(30);
    const pages = ['/', ...routes].sort();
    expect(Object.keys(chinese.pages).sort()).toEqual(pages);
    expect(Object.keys(english.pages).sort()).toEqual(pages);
  });

  it('says the same in both, in the language it is of', () => {
    for (const [path, zh] of Object.entries(chinese.pages)) {
      const en = english.pages[path];
      expect(zh.purpose, path).toMatch(/\p{Script=Han}/u);
      expect(JSON.stringify(en), path).not.toMatch(/\p{Script=Han}/u);
      expect(en?.tasks.map((task) => task.steps.length), path).toEqual(zh.tasks.map((task) => task.steps.length));
      expect(Object.keys(en?.keys ?? {}), path).toEqual(Object.keys(zh.keys));
      expect(Object.keys(en?.permissions ?? {}), path).toEqual(Object.keys(zh.permissions));
      expect(zh.tasks.length, path).toBeGreaterThan(0);
    }
  });

  it('names permissions that exist', () => {
    for (const page of Object.values(english.pages)) {
      for (const name of Object.keys(page.permissions)) expect(permissions, name).toContain(name);
    }
  });
});

describe('the tour', () => {
  const css = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => readFileSync(join(source, name), 'utf8'))
    .join('\n');

  it('has words for every stop', () => {
    const names = Object.keys(stops).sort();
    expect(Object.keys(chinese.tour).sort()).toEqual(names);
    expect(Object.keys(english.tour).sort()).toEqual(names);
  });

  it('points at pages and parts that exist', () => {
    for (const [name, stop] of Object.entries(stops)) {
      if (stop.to !== '.') expect(['/', ...routes], name).toContain(stop.to);
      for (const [part] of stop.target.matchAll(/wf-[\w-]+/g)) expect(css, name).toContain(part);
    }
  });

  it('has three to nine stops for each role', () => {
    const roles = ['ANALYST', 'SHIFT_LEAD', 'AUDITOR', 'SYS_ADMIN', 'SEC_ADMIN', 'AUDIT_ADMIN', 'DATA_OWNER', 'KEY_CUSTODIAN'] as const;
    for (const role of roles) {
      expect(wayOf([role]).length, role).toBeGreaterThanOrEqual(3);
      expect(wayOf([role]).length, role).toBeLessThanOrEqual(9);
    }
    expect(wayOf(['AGENT'])).toEqual([]);
  });

  it('keeps its note away from what it is about', () => {
    const view = { width: 1366, height: 768 };
    const note = { width: 372, height: 230 };
    expect(cornerFor(null, note, view)).toBe('bottom-right');
    expect(cornerFor({ left: 800, top: 60, width: 560, height: 700 }, note, view)).toBe('bottom-left');
    expect(cornerFor({ left: 0, top: 400, width: 1366, height: 360 }, note, view)).toBe('top-right');
  });
});
