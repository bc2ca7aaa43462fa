import { useTranslation } from '../../i18n/translation';
import { type KeyState, tones } from './keys';

export function KeyStateTag({ state }: { state: KeyState }) {
  const { t } = useTranslation();
  return <span className={`wf-tag wf-tone-${tones[state]}`}>{t(`vault.keyState.${state}`)}</span>;
}
