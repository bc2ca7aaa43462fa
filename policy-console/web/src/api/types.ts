/** The shapes of the console's HTTP API. Field names are the wire's. */

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'informational';
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'informational'];

export type TriageStatus = 'new' | 'acknowledged' | 'closed';

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

export interface Verification {
  verified: boolean;
  reason?: string | null;
  treeSize: number;
  rootHash: string;
  proof: string[];
}

export type Stream = 'events' | 'alerts' | 'audit' | 'deadletter';
export const streams: readonly Stream[] = ['events', 'alerts', 'audit', 'deadletter'];

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
