/** The shapes of the console's HTTP API. Field names are the wire's. */
import type { JsonObject } from '../lib/record';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'informational';
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'informational'];

export type TriageStatus = 'new' | 'acknowledged' | 'closed';
export const triageStatuses: readonly TriageStatus[] = ['new', 'acknowledged', 'closed'];

export type Disposition = 'true_positive' | 'benign' | 'false_positive' | 'duplicate';
export const dispositions: readonly Disposition[] = [
  'true_positive',
  'benign',
  'false_positive',
  'duplicate',
];

export type Role =
  | 'SYS_ADMIN'
  | 'SEC_ADMIN'
  | 'AUDIT_ADMIN'
  | 'ANALYST'
  | 'SHIFT_LEAD'
  | 'DATA_OWNER'
  | 'KEY_CUSTODIAN'
  | 'AUDITOR'
  | 'AGENT';
export const officerRoles: readonly Role[] = ['SYS_ADMIN', 'SEC_ADMIN', 'AUDIT_ADMIN'];
export const businessRoles: readonly Role[] = [
  'ANALYST',
  'SHIFT_LEAD',
  'DATA_OWNER',
  'KEY_CUSTODIAN',
  'AUDITOR',
  'AGENT',
];

/** A text that is data, in both languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

export interface User {
  username: string;
  displayName: string;
  roles: Role[];
  permissions: string[];
  /** Somebody else has known the password. */
  passwordChangeDue: boolean;
  secondFactor: boolean;
  /** A role asks for a second factor: nothing else works until there is one. */
  secondFactorDue: boolean;
}

export interface Session {
  user: User;
  csrfToken: string;
}

export interface Entity {
  type: string;
  value: string;
}

export interface AlertSummary {
  id: string;
  severity: Severity;
  title: Bilingual;
  reason: Bilingual;
  entity: Entity;
  rule: { id: string; name: string };
  firstSeen: string;
  lastSeen: string;
  count: number;
  status: TriageStatus;
  assignee: string | null;
  version: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total: number;
}

export interface Condition {
  field: string;
  operator: string;
  expected: unknown;
  observed: unknown;
}

export interface Threshold {
  type: string;
  operator: string;
  limit: number;
  observed: number;
  timespan: string;
  group?: Record<string, string>;
}

export interface LabelBreach {
  person: string;
  clearance: number;
  asset: string;
  level: number;
  compartments_missing?: string[];
}

export interface EvidenceRef {
  event_id: string;
  timestamp: string;
  agent: string;
  dataset: string;
  summary: string;
}

/** The alert record as the engine wrote it and the ledger holds it. */
export interface AlertRecord {
  '@timestamp': string;
  event: { id: string; created?: string };
  alert: {
    id: string;
    revision: number;
    final: boolean;
    kind: string;
    severity: Severity;
    entity: Entity;
    first_seen: string;
    last_seen: string;
    count: number;
    title: Bilingual;
    reason: Bilingual;
    explanation?: { conditions?: Condition[]; threshold?: Threshold; label?: LabelBreach };
    evidence?: EvidenceRef[];
    evidence_total?: number;
  };
  rule: { id: string; version?: string; name?: string; references?: string[] };
  threat?: { tactic?: string[]; technique?: string[] };
  gov?: { policy?: { version?: number } };
  tags?: string[];
}

export interface Triage {
  status: TriageStatus;
  assignee: string | null;
  /** `suppressed`: an exception covered it; nobody chooses that. */
  disposition: Disposition | 'suppressed' | null;
  version: number;
}

export interface HistoryEntry {
  at: string;
  actor: string;
  action: string;
  comment: string | null;
}

export interface AlertDetail {
  alert: AlertRecord;
  triage: Triage;
  history: HistoryEntry[];
}

export interface Verification {
  verified: boolean;
  reason?: string | null;
  treeSize: number;
  rootHash: string;
  proof: string[];
}

export interface EvidenceItem {
  eventId: string;
  found: boolean;
  record: JsonObject | null;
  seq: number | null;
  verification: Verification | null;
}

export type TriageAction = 'acknowledge' | 'close' | 'reopen' | 'comment';

export interface TriageBody {
  version: number;
  comment?: string;
  disposition?: Disposition;
  duplicateOf?: string;
}

export type Stream = 'events' | 'alerts' | 'audit' | 'deadletter';
export const streams: readonly Stream[] = ['events', 'alerts', 'audit', 'deadletter'];

export type PersonStatus = 'active' | 'suspended' | 'left';

export interface PersonBody {
  name: string;
  accounts: string[];
  department: string;
  clearance: number;
  compartments: string[];
  status: PersonStatus;
  admin: boolean;
}

export interface Person extends PersonBody {
  id: string;
  version: number;
}

export type AssetKind = 'share' | 'path' | 'database' | 'api' | 'host' | 'system';
export const assetKinds: readonly AssetKind[] = [
  'share',
  'path',
  'database',
  'api',
  'host',
  'system',
];

export type Marking = 'TOP_SECRET' | 'SECRET' | 'CONFIDENTIAL';
export const markings: readonly Marking[] = ['TOP_SECRET', 'SECRET', 'CONFIDENTIAL'];

export interface AssetBody {
  name: string;
  kind: AssetKind;
  selectors: string[];
  level: number;
  compartments: string[];
  departments: string[];
  marking: Marking | null;
}

export interface Asset extends AssetBody {
  id: string;
  version: number;
}

export interface Level {
  id: string;
  rank: number;
  zh: string;
  en: string;
}

export interface LevelScheme {
  levels: Level[];
}

export interface Account {
  username: string;
  displayName: string;
  personId: string;
  roles: Role[];
  enabled: boolean;
  lastLogin?: string | null;
}

export interface NewAccount {
  username: string;
  displayName: string;
  personId: string;
}

export interface Health {
  status: string;
  components: {
    name: string;
    status: string;
    detail?: string | null;
    metrics?: Record<string, unknown> | null;
  }[];
}

/** One rule of a backtest, in alerts over all recorded events. */
export interface BacktestRow {
  id: string;
  title: Bilingual;
  severity: Severity;
  status: 'new' | 'changed' | 'same' | 'removed';
  alerts: number;
  active: number;
  added: number;
  dropped: number;
}

export interface Backtest {
  id: string;
  by: string;
  since: string;
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  done: number;
  total: number;
  bad: number;
  problem: string | null;
  rows: BacktestRow[];
}

export interface RuleProblem {
  line: number;
  rule: string;
  reason: string;
}

export interface RuleSummary {
  id: string;
  title: Bilingual;
  severity: Severity;
  logsource: string | Record<string, string>;
  tags: string[];
}
