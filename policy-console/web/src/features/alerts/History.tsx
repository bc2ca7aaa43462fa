import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../api/types';
import { When } from '../../ui/When';

/** Who did what, newest first, down to the first event. Entries are never changed or removed. */
export function History({ entries, created }: { entries: HistoryEntry[]; created: string }) {
  const { t } = useTranslation();
  const newestFirst = [...entries].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ol className="wf-history">
      {newestFirst.map((entry, i) => (
        <li key={`${entry.at}-${i}`} data-action={entry.action}>
          <p>
            <b>{entry.actor}</b> {t(`alerts.action.${entry.action}`, { defaultValue: entry.action })}
          </p>
          {entry.comment && <blockquote>{entry.comment}</blockquote>}
          <When at={entry.at} />
        </li>
      ))}
      <li data-action="start">
        <p>{t('alerts.history.start')}</p>
        <When at={created} />
      </li>
    </ol>
  );
}
