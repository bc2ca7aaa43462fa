import type { Role } from '../api/types';

/** One stop of the tour: a page, and what is shown there. */
export interface Stop {
  /** Path of the route; `$id` is that of an alert. */
  to: string;
  search?: Record<string, string>;
  /** Selector of what is pointed at. */
  target: string;
}

export const stops = {
  overview: { to: '/', target: '.wf-figures' },
  queue: { to: '/alerts', target: '.wf-queue' },
  why: { to: '/alerts/$id', target: '.wf-column-main > .wf-card' },
  triage: { to: '/alerts/$id', target: '.wf-column-side > .wf-card' },
  cases: { to: '/cases', target: '.wf-page .wf-card' },
  search: { to: '/audit', target: '.wf-query' },
  record: { to: '/audit', search: { stream: 'audit', t: 'all', rec: 'audit:0', view: 'proof' }, target: '.ant-drawer .wf-proof' },
  integrity: { to: '/integrity', target: '.wf-page .wf-card' },
  verify: { to: '/verify', target: '.wf-drop' },
  officers: { to: '/users', target: '.wf-officers' },
  people: { to: '/people', target: '.wf-page .wf-card' },
  classification: { to: '/classification', target: '.wf-page .wf-tabs' },
  policies: { to: '/access', target: '.wf-page .wf-tabs' },
  explain: { to: '/explain', target: '.wf-split' },
  keys: { to: '/keys', target: '.wf-banner' },
  breakGlass: { to: '/break-glass', target: '.wf-split' },
  approvals: { to: '/approvals', target: '.wf-page .wf-tabs' },
  agents: { to: '/agents', target: '.wf-page .wf-tabs' },
  health: { to: '/health', target: '.wf-health' },
  compliance: { to: '/compliance', target: '.wf-page .wf-card' },
  help: { to: '.', target: '#wf-help' },
} satisfies Record<string, Stop>;

export type StopName = keyof typeof stops;

/** The way of each role; whoever has several goes that of the first he has. */
const ways: [Role, StopName[]][] = [
  ['SHIFT_LEAD', ['overview', 'queue', 'why', 'triage', 'cases', 'search', 'approvals', 'help']],
  ['ANALYST', ['overview', 'queue', 'why', 'triage', 'cases', 'search', 'help']],
  ['AUDITOR', ['search', 'record', 'integrity', 'verify', 'cases', 'compliance', 'help']],
  ['AUDIT_ADMIN', ['record', 'integrity', 'officers', 'approvals', 'breakGlass', 'compliance', 'help']],
  ['SEC_ADMIN', ['officers', 'people', 'classification', 'policies', 'keys', 'approvals', 'help']],
  ['SYS_ADMIN', ['officers', 'approvals', 'agents', 'health', 'policies', 'compliance', 'help']],
  ['DATA_OWNER', ['classification', 'policies', 'explain', 'approvals', 'cases', 'help']],
  ['KEY_CUSTODIAN', ['keys', 'approvals', 'help']],
];

export function wayOf(roles: readonly Role[]): StopName[] {
  return ways.find(([role]) => roles.includes(role))?.[1] ?? [];
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const corners = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;
export type Corner = (typeof corners)[number];

/** The corner of the window in which a note of this size hides least of what it is about. */
export function cornerFor(target: Box | null, note: { width: number; height: number }, view: { width: number; height: number }): Corner {
  if (!target) return 'bottom-right';
  const hidden = (corner: Corner) => {
    const left = corner.endsWith('left') ? 0 : view.width - note.width;
    const top = corner.startsWith('top') ? 0 : view.height - note.height;
    const wide = Math.min(left + note.width, target.left + target.width) - Math.max(left, target.left);
    const high = Math.min(top + note.height, target.top + target.height) - Math.max(top, target.top);
    return Math.max(0, wide) * Math.max(0, high);
  };
  return corners.reduce((best, one) => (hidden(one) < hidden(best) ? one : best));
}
