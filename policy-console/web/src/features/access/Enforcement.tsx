import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

const tones = { current: 'ok', behind: 'warn', unreachable: 'bad' } as const;

/** Which version each point that decides by the policies runs, and who lags. */
export function Enforcement() {
  const { t } = useTranslation();
  const points = useQuery({
    queryKey: ['access', 'enforcement'],
    queryFn: ({ signal }) => call('get', '/access/enforcement', { signal }),
    refetchInterval: 30_000,
  });
  if (points.isPending) return <LoadingRows />;
  if (points.isError) return <ErrorState error={points.error} retry={() => void points.refetch()} />;
  const { version, laggards, items } = points.data;
  return (
    <>
      <div className={`wf-banner wf-banner-${version === 0 ? 'none' : laggards > 0 ? 'warn' : 'ok'}`}>
        <strong>
          {version === 0
            ? t('access.nothingInForce')
            : laggards > 0
              ? t('access.laggards', { count: laggards, n: version })
              : t('access.allCurrent', { n: version })}
        </strong>
      </div>
      <div className="wf-card wf-card-flush">
        {items.length === 0 ? (
          <EmptyState title={t('access.noPoints')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('access.point')}</th>
                <th className="wf-w-status">{t('access.state')}</th>
                <th className="wf-number">{t('access.version')}</th>
                <th>{t('access.hash')}</th>
                <th className="wf-w-time">{t('access.seenAt')}</th>
                <th>{t('access.problem')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((point) => (
                <tr key={point.name}>
                  <td className="wf-strong">{point.name}</td>
                  <td>
                    <span className={`wf-tag wf-tone-${tones[point.state]}`}>{t(`access.pointState.${point.state}`)}</span>
                  </td>
                  <td className="wf-number">{point.version || t('common.none')}</td>
                  <td>{point.hash ? <Copyable text={point.hash} short={12} /> : <span className="wf-none">–</span>}</td>
                  <td>
                    <When at={point.seenAt} relative />
                  </td>
                  <td>{point.problem || <span className="wf-none">–</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}
