import { useTranslation } from '../../i18n/translation';
import type { Approval } from './approvals';

const tones: Record<Approval['state'], 'ok' | 'warn' | 'bad' | 'none'> = {
  requested: 'warn',
  approved: 'ok',
  executed: 'ok',
  rejected: 'bad',
  expired: 'none',
  void: 'none',
};

export function StateTag({ state }: { state: Approval['state'] }) {
  const { t } = useTranslation();
  return <span className={`wf-tag wf-tone-${tones[state]}`}>{t(`approvals.state.${state}`)}</span>;
}
