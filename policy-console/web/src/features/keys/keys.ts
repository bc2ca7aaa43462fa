/** Keys of the vault: their hierarchy, and what may be done in which state. */
import { useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';

export type Key = Schema<'Key'>;
export type KeyDetail = Schema<'KeyDetail'>;
export type KeyVersion = Schema<'KeyVersion'>;
export type KeyState = Schema<'KeyState'>;
export type Vault = Schema<'Vault'>;

export const keyStates: KeyState[] = [
  'pre-activation', 'active', 'suspended', 'deactivated', 'compromised', 'destroyed', 'destroyed-compromised',
];

export const tones: Record<KeyState, 'ok' | 'warn' | 'bad' | 'none' | 'info'> = {
  'pre-activation': 'info',
  active: 'ok',
  suspended: 'warn',
  deactivated: 'none',
  compromised: 'bad',
  destroyed: 'none',
  'destroyed-compromised': 'bad',
};

/** So often a key may protect something before it says that rotation is due. */
export const rotateAt = 2 ** 31;

export function useVault(enabled = true) {
  return useQuery({
    queryKey: ['keys', 'vault'],
    queryFn: ({ signal }) => call('get', '/keys/vault', { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'unsealed' ? 60_000 : 3_000),
    enabled,
  });
}

export interface Branch {
  domain: Key | null;
  data: Key[];
}

/**
 * Domain keys with the data keys below them, by id. A data key that fits stays with its domain key,
 * even when that one does not fit itself. Those whose domain is not there come last, under none.
 */
export function hierarchy(keys: Key[], fits: (key: Key) => boolean): Branch[] {
  const sorted = [...keys].sort((a, b) => a.id.localeCompare(b.id));
  const domains = sorted.filter((key) => key.kind === 'domain');
  const branches: Branch[] = domains.map((domain) => ({
    domain,
    data: sorted.filter((key) => key.kind === 'data' && key.domain === domain.id && fits(key)),
  }));
  const orphans = sorted.filter(
    (key) => key.kind === 'data' && !domains.some((domain) => domain.id === key.domain) && fits(key),
  );
  const shown = branches.filter((b) => b.data.length > 0 || (b.domain !== null && fits(b.domain)));
  return orphans.length > 0 ? [...shown, { domain: null, data: orphans }] : shown;
}

export type VersionAct = 'suspend' | 'resume' | 'deactivate' | 'compromise' | 'destroy' | 'export';

/** What may be done with a version in its state (SP 800-57). Only data keys leave the vault. */
export function actsOf(state: KeyState, kind: Key['kind']): VersionAct[] {
  const out: VersionAct[] = kind === 'data' ? ['export'] : [];
  switch (state) {
    case 'pre-activation':
      return [...out, 'compromise', 'destroy'];
    case 'active':
      return [...out, 'suspend', 'deactivate', 'compromise'];
    case 'suspended':
      return [...out, 'resume', 'deactivate', 'compromise'];
    case 'deactivated':
      return [...out, 'compromise', 'destroy'];
    case 'compromised':
      return [...out, 'destroy'];
    case 'destroyed':
      return ['compromise'];
    case 'destroyed-compromised':
      return [];
  }
}
