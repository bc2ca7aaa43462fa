import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { words as chinese } from './chinese';
import { words as english } from './english';
import type { Texts } from './texts';

function leaves(tree: Texts, prefix = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix ? `${prefix}.${key}` : key;
    if (typeof value === 'string') out.set(name, value);
    else for (const [k, v] of leaves(value, name)) out.set(k, v);
  }
  return out;
}

/** Plural forms differ by language; the text they are forms of does not. */
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const zhTexts = leaves(chinese.texts);
const enTexts = leaves(english.texts);
const known = new Set([...zhTexts.keys()].map(withoutPlural));

const root = join(import.meta.dirname, '..');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !name.endsWith('.test.tsx'),
);
const sources = files.map((name) =>
  ts.createSourceFile(name, readFileSync(join(root, name), 'utf8'), ts.ScriptTarget.Latest, true),
);

function visit(source: ts.SourceFile, see: (node: ts.Node) => void): void {
  const walk = (node: ts.Node) => {
    see(node);
    node.forEachChild(walk);
  };
  walk(source);
}

function where(node: ts.Node): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName}:${line + 1}: ${node.getText().trim()}`;
}

describe('the two languages', () => {
  it('have the same texts', () => {
    expect(new Set([...enTexts.keys()].map(withoutPlural))).toEqual(known);
  });

  it('use the same parameters', () => {
    const parameters = (text: string) => new Set(text.match(/\{\{\w+\}\}/g) ?? []);
    for (const [key, text] of enTexts) {
      const other = zhTexts.get(key) ?? zhTexts.get(withoutPlural(key));
      expect(parameters(text), key).toEqual(parameters(other ?? ''));
    }
  });

  it('have no empty text, and Chinese where Chinese is due', () => {
    const sameInBoth = /^(product\.|switch\.otherLanguage|audit\.views\.json)/;
    const ownWords = (text: string) => /\p{L}/u.test(text.replace(/\{\{\w+\}\}/g, ''));
    for (const [key, text] of zhTexts) {
      expect(text.trim(), key).not.toBe('');
      if (!sameInBoth.test(key) && ownWords(text)) expect(text, key).toMatch(/\p{Script=Han}|、/u);
    }
    for (const [key, text] of enTexts) {
      if (!sameInBoth.test(key)) expect(text, key).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('use the glossary’s words', () => {
    const glossary: Record<string, [string, string]> = {
      'nav.alerts': ['告警', 'Alert'],
      'alerts.do.acknowledge': ['受理', 'Acknowledge'],
      'alerts.do.close': ['办结', 'Close'],
      'alerts.disposition.label': ['处置结论', 'Disposition'],
      'alerts.disposition.false_positive': ['误报', 'False positive'],
      'alerts.disposition.true_positive': ['属实', 'True positive'],
      'severity.critical': ['严重', 'Critical'],
      'severity.informational': ['提示', 'Info'],
      'marking.TOP_SECRET': ['绝密', 'Top secret'],
      'assets.level': ['数据级别', 'Data level'],
      'people.compartments': ['知悉范围', 'Need-to-know'],
      'role.SYS_ADMIN.name': ['系统管理员', 'System administrator'],
      'role.SEC_ADMIN.name': ['安全保密管理员', 'Security administrator'],
      'role.AUDIT_ADMIN.name': ['安全审计员', 'Audit administrator'],
    };
    for (const [key, [inZh, inEn]] of Object.entries(glossary)) {
      expect(zhTexts.get(key), key).toContain(inZh);
      expect(enTexts.get(key), key).toContain(inEn);
    }
  });
});

describe('the pages', () => {
  it('ask only for texts that exist', () => {
    const missing: string[] = [];
    for (const source of sources) {
      visit(source, (node) => {
        if (!ts.isCallExpression(node) || node.expression.getText() !== 't') return;
        const key = node.arguments[0];
        if (key && ts.isStringLiteral(key) && !known.has(key.text)) missing.push(where(node));
        // `severity.${x}`: at least one text must start like that.
        if (key && ts.isTemplateExpression(key)) {
          const head = key.head.text;
          const starts = head === '' || [...known].some((name) => name.startsWith(head));
          if (!starts) missing.push(where(node));
        }
      });
    }
    expect(missing).toEqual([]);
  });

  it('hold no text of their own', () => {
    const shown = new Set(['title', 'placeholder', 'aria-label', 'label', 'alt', 'hint', 'okText', 'subtitle']);
    const hardCoded: string[] = [];
    for (const source of sources) {
      visit(source, (node) => {
        const inSource = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
        if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) hardCoded.push(where(node));
        if (
          ts.isJsxAttribute(node) &&
          shown.has(node.name.getText()) &&
          node.initializer &&
          ts.isStringLiteral(node.initializer) &&
          /\p{L}/u.test(node.initializer.text)
        ) {
          hardCoded.push(where(node));
        }
        if (inSource && /\p{Script=Han}/u.test(node.text)) hardCoded.push(where(node));
      });
    }
    expect(hardCoded).toEqual([]);
  });

  it('were all looked at', () => {
    expect(sources.length).toBeGreaterThan(50);
  });
});
