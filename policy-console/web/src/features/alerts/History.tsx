import type { TFunction } from 'i18next';
import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { When } from '../../ui/When';

type Entry = Schema<'AlertDetail'>['history'][number];

/** What an entry says was done, with what it led to. */
export function actionText(t: TFunction, entry: Entry): string {
  const done = t(`alerts.action.${entry.action}`, { defaultValue: entry.action });
  const after = (entry.after ?? {}) as { assignee?: string; disposition?: string; caseId?: string };
  const to =
    entry.action === 'close' && after.disposition
      ? t(`alerts.disposition.${after.disposition}`, { defaultValue: after.disposition })
      : entry.action === 'assign'
        ? after.assignee
        : entry.action === 'escalate'
          ? after.caseId
          : undefined;
  return to ? t('alerts.history.with', { done, to }) : done;
}

interface Props {
  entries: readonly Entry[];
  /** When the first event happened, and when the engine raised the alert. */
  firstSeen: string;
  raised?: string;
}

/** Who did what, newest first, down to the first event. Entries are never changed or removed. */
export function History({ entries, firstSeen, raised }: Props) {
  const { t } = useTranslation();
  const newestFirst = [...entries].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ol className="wf-history">
      {newestFirst.map((entry, i) => (
        <li key={`${entry.at}-${i}`} data-action={entry.action}>
          <p>
            <b>{entry.actor}</b> {actionText(t, entry)}
            {entry.bulk != null && <small>{t('alerts.history.bulk', { n: entry.bulk })}</small>}
          </p>
          {entry.comment && <blockquote>{entry.comment}</blockquote>}
          <When at={entry.at} />
        </li>
      ))}
      {raised && (
        <li data-action="raised">
          <p>{t('alerts.history.raised')}</p>
          <When at={raised} />
        </li>
      )}
      <li data-action="start">
        <p>{t('alerts.history.start')}</p>
        <When at={firstSeen} />
      </li>
    </ol>
  );
}
