import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { LevelChip } from '../../ui/Labels';
import { Meter } from '../../ui/Meter';
import { Card } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';

/** How much is graded, inspected, owned and reviewed in time; each figure leads to its list. */
export function Coverage() {
  const { t, i18n } = useTranslation();
  const coverage = useQuery({
    queryKey: ['classification', 'coverage'],
    queryFn: ({ signal }) => call('get', '/classification/coverage', { signal }),
  });
  if (coverage.isPending) return <LoadingRows />;
  if (coverage.isError) return <ErrorState error={coverage.error} retry={() => void coverage.refetch()} />;
  const it = coverage.data;
  const n = new Intl.NumberFormat(i18n.language);
  if (it.assets === 0) return <EmptyState title={t('assets.empty')} hint={t('assets.emptyHint')} />;
  const parts = [
    ['graded', it.graded],
    ['inspected', it.recommended],
    ['owned', it.owned],
    ['reviewSet', it.reviewSet],
  ] as const;
  return (
    <>
      <dl className="wf-figures">
        <div data-tone={it.lowerThanRecommended > 0 ? 'bad' : 'ok'}>
          <dt>
            <Link to="/classification">{t('classification.figure.tooLow')}</Link>
          </dt>
          <dd>{n.format(it.lowerThanRecommended)}</dd>
        </div>
        <div data-tone={it.ungraded > 0 ? 'warn' : 'ok'}>
          <dt>
            <Link to="/assets" search={{ level: 'none' }}>
              {t('classification.figure.ungraded')}
            </Link>
          </dt>
          <dd>{n.format(it.ungraded)}</dd>
        </div>
        <div data-tone={it.overdue > 0 ? 'warn' : 'ok'}>
          <dt>
            <Link to="/classification">{t('classification.figure.overdue')}</Link>
          </dt>
          <dd>{n.format(it.overdue)}</dd>
        </div>
        <div>
          <dt>
            <Link to="/assets">{t('classification.figure.assets')}</Link>
          </dt>
          <dd>{n.format(it.assets)}</dd>
        </div>
      </dl>
      <div className="wf-two">
        <Card title={t('classification.shares')}>
          <div className="wf-meters">
            {parts.map(([name, count]) => (
              <Meter
                key={name}
                label={t(`classification.figure.${name}`)}
                done={count}
                of={it.assets}
                text={`${t(`classification.figure.${name}`)} · ${n.format(count)} / ${n.format(it.assets)}`}
              />
            ))}
          </div>
        </Card>
        <Card title={t('classification.byLevel')} flush>
          <table className="wf-table">
            <tbody>
              {[...it.levels]
                .sort((a, b) => b.level - a.level)
                .map((one) => (
                  <tr key={one.level}>
                    <td>
                      <LevelChip rank={one.level} />
                    </td>
                    <td className="wf-number">
                      <Link to="/assets" search={{ level: String(one.level) }}>
                        {n.format(one.assets)}
                      </Link>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </Card>
      </div>
    </>
  );
}
