/** The three officers of a new installation. */
export const officers = ['SYS_ADMIN', 'SEC_ADMIN', 'AUDIT_ADMIN'] as const;

export interface Wish {
  role: (typeof officers)[number];
  username: string;
  displayName: string;
  personId: string;
}

const usernameForm = /^[a-z][a-z0-9._-]{1,31}$/;

/** What is wrong with what was typed so far; empty fields are not yet wrong. */
export function problems(wishes: Wish[]): ('username' | 'sameAccount' | 'samePerson')[] {
  const twice = (values: string[]) => {
    const said = values.map((v) => v.trim().toLowerCase()).filter(Boolean);
    return new Set(said).size < said.length;
  };
  const out: ('username' | 'sameAccount' | 'samePerson')[] = [];
  if (wishes.some((w) => w.username !== '' && !usernameForm.test(w.username))) out.push('username');
  if (twice(wishes.map((w) => w.username))) out.push('sameAccount');
  if (twice(wishes.map((w) => w.personId))) out.push('samePerson');
  return out;
}
