import { useTranslation } from '../../i18n/translation';
import { type CaseState, caseStates } from './case';

export function CaseStateTag({ state }: { state: CaseState }) {
  const { t } = useTranslation();
  return <span className={`wf-case-state wf-case-${state}`}>{t(`cases.state.${state}`)}</span>;
}

/** The way of a case, and how far this one has come. */
export function CaseWay({ state }: { state: CaseState }) {
  const { t } = useTranslation();
  const at = caseStates.indexOf(state);
  return (
    <ol className="wf-way" aria-label={t('cases.way')}>
      {caseStates.map((one, i) => (
        <li key={one} data-done={i < at || undefined} aria-current={i === at ? 'step' : undefined}>
          {t(`cases.state.${one}`)}
        </li>
      ))}
    </ol>
  );
}
