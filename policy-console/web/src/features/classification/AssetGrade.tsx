import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { LevelChip } from '../../ui/Labels';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { DecideLevel } from './DecideLevel';

type Recommendation = Schema<'Recommendation'>;

/** What is decided, what is recommended and why, what was found, and the way to decide. */
export function AssetGrade({ id }: { id: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const client = useQueryClient();
  const grade = useQuery({
    queryKey: ['classification', 'asset', id],
    queryFn: ({ signal }) => call('get', '/classification/assets/{id}', { path: { id }, signal }),
  });
  const anew = useMutation({
    mutationFn: () => call('post', '/classification/assets/{id}/recommend', { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['classification'] }),
  });
  if (grade.isPending) return <LoadingRows />;
  if (grade.isError) return <ErrorState error={grade.error} retry={() => void grade.refetch()} />;
  const it = grade.data;
  const too = it.recommended && it.recommended.certain && (it.decided ?? 0) < it.recommended.level;
  return (
    <section className="wf-card wf-approval" aria-label={id}>
      <header className="wf-approval-head">
        <div>
          <span className="wf-hint">{t('classification.asset')}</span>
          <h2>
            <Link to="/assets" search={{ id }}>
              {id}
            </Link>
          </h2>
        </div>
        {can('classification:review') && (
          <Button size="small" loading={anew.isPending} onClick={() => anew.mutate()}>
            {t('classification.anew')}
          </Button>
        )}
      </header>
      <InlineProblem error={anew.error} />
      <div className="wf-grade-pair">
        <div>
          <span className="wf-hint">{t('classification.decided')}</span>
          {it.decided ? <LevelChip rank={it.decided} /> : <span className="wf-tag wf-tone-warn">{t('assets.ungraded')}</span>}
        </div>
        <span aria-hidden>→</span>
        <div data-tone={too ? 'bad' : undefined}>
          <span className="wf-hint">{t('classification.recommended')}</span>
          {it.recommended ? <LevelChip rank={it.recommended.level} /> : <span className="wf-none">{t('classification.nothingKnown')}</span>}
        </div>
      </div>
      {it.recommended && !it.recommended.certain && (
        <div className="wf-notice wf-notice-warn">{t('classification.presumed')}</div>
      )}
      {it.recommended && (
        <>
          <h3>{t('classification.reasons')}</h3>
          <Reasons it={it.recommended} />
        </>
      )}
      {can('asset:write') && <DecideLevel id={id} decided={it.decided} recommended={it.recommended?.level} />}
      <h3>{t('classification.findings')}</h3>
      <Findings findings={it.findings} />
      {it.history.length > 0 && (
        <details className="wf-details">
          <summary>{t('classification.history', { count: it.history.length })}</summary>
          {it.history.map((old) => (
            <div key={old.madeAt} className="wf-grade-old">
              <LevelChip rank={old.level} /> <When at={old.madeAt} />
              <Reasons it={old} />
            </div>
          ))}
        </details>
      )}
    </section>
  );
}

/** Each line that led to the level; the strictest one counts. */
function Reasons({ it }: { it: Recommendation }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="wf-reasons">
      {it.reasons.map((reason, i) => (
        <li key={`${reason.code}-${i}`}>
          {reason.grade && <span className="wf-chip">{t(`classification.grade.${reason.grade}`, { defaultValue: reason.grade })}</span>}
          <span>{pick(reason, i18n.language)}</span>
        </li>
      ))}
    </ul>
  );
}

function Findings({ findings }: { findings: Record<string, unknown>[] }) {
  const { t, i18n } = useTranslation();
  if (findings.length === 0) return <p className="wf-hint">{t('classification.noFindings')}</p>;
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <div className="wf-scroll-list">
      <table className="wf-table wf-table-quiet">
        <thead>
          <tr>
            <th>{t('classification.detector')}</th>
            <th>{t('classification.place')}</th>
            <th className="wf-number">{t('classification.found')}</th>
            <th className="wf-number">{t('classification.confidence')}</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding, i) => (
            <tr key={i}>
              <td>{String(finding.detector ?? '')}</td>
              <td>
                <code className="wf-break">{String(finding.place ?? '')}</code>
              </td>
              <td className="wf-number">{n.format(Number(finding.found ?? 0))}</td>
              <td className="wf-number">{n.format(Number(finding.confidence ?? 0))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
