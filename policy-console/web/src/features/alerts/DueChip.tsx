import type { Schema } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { useTranslation } from '../../i18n/translation';
import { formatInstant, formatSpan } from '../../lib/time';

interface Props {
  clock: Schema<'AlertClock'>;
  status: Schema<'Triage'>['status'];
}

/** What the service target asks for next, and how much time is left or gone. */
export function DueChip({ clock, status }: Props) {
  const { t } = useTranslation();
  const { zone, lang } = usePreferences();
  if (status === 'closed') return <span className="wf-none">{t('alerts.due.none')}</span>;
  const step = status === 'new' ? 'acknowledge' : 'resolve';
  const due = step === 'acknowledge' ? clock.acknowledgeDue : clock.resolveDue;
  const left = Date.parse(due) - Date.now();
  const late = left < 0;
  // Seconds matter in the last minute only.
  const span = Math.abs(left) < 60_000 ? Math.abs(left) : Math.floor(Math.abs(left) / 60_000) * 60_000;
  return (
    <span
      className={`wf-due${late ? ' wf-due-late' : ''}`}
      title={t(`alerts.due.${step}By`, { at: formatInstant(due, zone) })}
    >
      <svg width="1em" height="1em" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" />
        <path d="M8 4v4.500l3 1.500" />
      </svg>
      {t(late ? 'alerts.due.late' : 'alerts.due.left', { span: formatSpan(span, lang) })}
      <small>{t(`alerts.due.${step}`)}</small>
    </span>
  );
}
