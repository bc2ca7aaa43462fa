import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { fetchLanguage } from '../../i18n';
import { operatorText } from './operator';

beforeAll(async () => {
  await fetchLanguage('zh-CN');
  await fetchLanguage('en');
});

const say = async (lang: string, operator: string) => {
  await i18next.changeLanguage(lang);
  return operatorText(i18next.t, operator);
};

it('says every form that the engine writes', async () => {
  expect(await say('zh-CN', 'equals')).toBe('等于');
  expect(await say('zh-CN', 'not equals')).toBe('不等于');
  expect(await say('zh-CN', 'hour|gte')).toBe('小时不少于');
  expect(await say('zh-CN', 'not hour|lt')).toBe('小时未低于');
  expect(await say('en', 'fieldref|contains')).toBe('contains the field');
  expect(await say('en', 'not fieldref')).toBe('does not equal the field');
});

it('has a word for each', async () => {
  const plain = ['equals', 'startswith', 'endswith', 'contains', 'exists', 'like', 're', 'cidr', 'lt', 'lte', 'gt', 'gte', 'eq', 'neq', 'fieldref'];
  const parts = ['minute', 'hour', 'day', 'week', 'month', 'year'].map((unit) => `${unit}|gte`);
  const fields = ['startswith', 'endswith', 'contains'].map((affix) => `fieldref|${affix}`);
  for (const operator of [...plain, ...parts, ...fields]) {
    for (const form of [operator, `not ${operator}`]) expect(await say('zh-CN', form), form).toMatch(/^\p{Script=Han}+$/u);
  }
});

it('shows an unknown one as it came', async () => {
  expect(await say('zh-CN', 'not sounds-like')).toBe('not sounds-like');
});
