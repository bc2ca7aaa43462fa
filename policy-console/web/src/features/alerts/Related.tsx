import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { AlertList } from '../../ui/AlertList';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';

const most = 8;

export function relatedQuery(entity: string) {
  return {
    queryKey: ['alerts-related', entity],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call('get', '/alerts', { query: { entity, limit: 50 }, signal }),
    staleTime: 30_000,
  };
}

/** Other alerts about the same entity, newest first. */
export function Related({ alertId, record }: { alertId: string; record: Schema<'AlertRecord'> }) {
  const { t, i18n } = useTranslation();
  const { entity } = record.alert;
  const found = useQuery(relatedQuery(entity.value));
  const others = (found.data?.items ?? []).filter((row) => row.id !== alertId);
  const n = new Intl.NumberFormat(i18n.language);
  const total = Math.max(0, (found.data?.total ?? 1) - 1);
  return (
    <Card
      flush
      title={t('alerts.related.title', { entity: entity.value })}
      extra={
        others.length > 0 && (
          <Link to="/alerts" search={{ entity: entity.value, status: 'all' }}>
            {t('alerts.related.all', { n: `${n.format(total)}${found.data?.totalExact === false ? '+' : ''}` })}
          </Link>
        )
      }
    >
      <div className="wf-pad">
        <InlineProblem error={found.error} />
        {found.isSuccess && others.length === 0 && <p className="wf-hint">{t('alerts.related.none')}</p>}
      </div>
      {others.length > 0 && <AlertList alerts={others.slice(0, most)} />}
    </Card>
  );
}
