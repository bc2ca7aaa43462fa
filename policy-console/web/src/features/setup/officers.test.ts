import { expect, it } from 'vitest';
import { officers, problems, type Wish } from './officers';

const three: Wish[] = officers.map((role, i) => ({ role, username: `user${i}`, displayName: '', personId: `p${i}` }));

it('wants three accounts of three people', () => {
  expect(problems(three)).toEqual([]);
  expect(problems(three.map((w) => ({ ...w, personId: 'P1' })))).toEqual(['samePerson']);
  expect(problems(three.map((w) => ({ ...w, username: 'same' })))).toEqual(['sameAccount']);
  expect(problems([{ ...(three[0] as Wish), username: 'Not OK' }])).toEqual(['username']);
});

it('does not complain of what is not typed yet', () => {
  expect(problems(three.map((w) => ({ ...w, username: '', personId: '' })))).toEqual([]);
});
