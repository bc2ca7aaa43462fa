import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

function useImpact(id: string, version: number | undefined) {
  return useQuery({
    queryKey: ['keys', 'impact', id, version ?? 'all'],
    queryFn: ({ signal }) => call('get', '/keys/{id}/impact', { path: { id }, query: { version }, signal }),
  });
}

/** What becomes unreadable without the key. */
export function Impact({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Card title={t('vault.impact')}>
      <p className="wf-hint">{t('vault.impactHint')}</p>
      <ImpactLines id={id} version={undefined} />
    </Card>
  );
}

export function ImpactLines({ id, version }: { id: string; version: number | undefined }) {
  const { t, i18n } = useTranslation();
  const impact = useImpact(id, version);
  const n = new Intl.NumberFormat(i18n.language);
  if (impact.isPending) return <LoadingRows rows={2} />;
  if (impact.isError) return <ErrorState error={impact.error} retry={() => void impact.refetch()} />;
  const { lines, reported, holds } = impact.data;
  const none = lines.every((line) => line.objects === 0) && reported.length === 0;
  return (
    <>
      {none ? (
        <p>{t('vault.noImpact')}</p>
      ) : (
        <table className="wf-table wf-table-quiet">
          <thead>
            <tr>
              <th>{t('vault.what')}</th>
              <th className="wf-number">{t('vault.objects')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.what}>
                <td>{t(`vault.holder.${line.what}`, { defaultValue: line.what })}</td>
                <td className="wf-number">{n.format(line.objects)}</td>
              </tr>
            ))}
            {reported.map((line) => (
              <tr key={line.name}>
                <td>
                  {line.name}
                  <small>
                    {line.description} · {t('vault.reported')} <When at={line.reportedAt} precision="minute" />
                  </small>
                </td>
                <td className="wf-number">{n.format(line.objects)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {holds.length > 0 && <div className="wf-notice wf-notice-warn">{t('vault.heldBack', { count: holds.length })}</div>}
    </>
  );
}
