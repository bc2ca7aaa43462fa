import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import { type Approval, myApprovals } from './exporting';
import type { Stream } from './searching';

interface Props {
  stream: Stream;
  busy: boolean;
  onMake: (approval: Approval) => void;
}

/** Large exports that this person has asked for; those that others agreed to can be fetched. */
export function ApprovedExports({ stream, busy, onMake }: Props) {
  const { t, i18n } = useTranslation();
  const { user, can } = useSession();
  const mine = useQuery({
    queryKey: ['approvals', 'audit.export', stream, user.username],
    queryFn: ({ signal }) => myApprovals(stream, user.username, signal),
    enabled: can('audit:export:large') && can('approval:read'),
    refetchInterval: 15_000,
  });
  if (mine.isError) return <InlineProblem error={mine.error} />;
  if (!mine.data || mine.data.length === 0) return null;
  return (
    <section className="wf-approved" aria-label={t('audit.export.approvals')}>
      <h3>{t('audit.export.approvals')}</h3>
      <ul className="wf-saved">
        {mine.data.map((approval) => (
          <li key={approval.id}>
            <div className="wf-rank-line">
              <span>{pick(approval.summary, i18n.language)}</span>
              {approval.state === 'executed' ? (
                <Button size="small" disabled={busy} onClick={() => onMake(approval)}>
                  {t('audit.export.fetch')}
                </Button>
              ) : (
                <span className="wf-hint">{t('audit.export.waiting')}</span>
              )}
            </div>
            <small>
              {t('audit.export.askedAt')} <When at={approval.requestedAt} precision="minute" />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
