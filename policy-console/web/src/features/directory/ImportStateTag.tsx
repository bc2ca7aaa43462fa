import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';

type State = Schema<'Import'>['state'];

const tones: Record<State, string> = {
  reading: 'info',
  ready: 'warn',
  refused: 'bad',
  applying: 'info',
  applied: 'ok',
  stopped: 'bad',
  discarded: 'none',
};

export function ImportStateTag({ state }: { state: State }) {
  const { t } = useTranslation();
  return <span className={`wf-tag wf-tone-${tones[state]}`}>{t(`imports.state.${state}`)}</span>;
}
