import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { AlertList } from '../../ui/AlertList';
import { Bars } from '../../ui/Bars';
import { Card } from '../../ui/Page';
import { InlineProblem, LoadingRows } from '../../ui/States';
import type { Entity } from './entity';
import { perDay, riskOf } from './usual';

interface Props {
  entity: Entity;
  range: { from: string; to: string };
}

const most = 200;
const listed = 8;

/** What its alerts add up to, day by day, and the latest of them. */
export function RiskCard({ entity, range }: Props) {
  const { t, i18n } = useTranslation();
  const alerts = useQuery({
    queryKey: ['entity-alerts', entity.alerts, range],
    queryFn: ({ signal }) => call('get', '/alerts', { query: { ...entity.alerts, ...range, limit: most }, signal }),
    placeholderData: (old) => old,
  });
  const rows = alerts.data?.items ?? [];
  const days = perDay(
    rows.map((row) => ({ at: Date.parse(row.lastSeen), value: riskOf(row) })),
    Date.parse(range.from),
    Date.parse(range.to),
  );
  const total = days.reduce((sum, day) => sum + day.total, 0);
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Card
      flush
      title={t('entities.risk.title', { n: n.format(total) })}
      extra={
        rows.length > 0 && (
          <Link to="/alerts" search={{ ...entity.alerts, ...range, status: 'all' }}>
            {t('alerts.related.all', {
              n: `${n.format(alerts.data?.total ?? 0)}${alerts.data?.totalExact === false ? '+' : ''}`,
            })}
          </Link>
        )
      }
    >
      <div className="wf-pad">
        <InlineProblem error={alerts.error} />
        {alerts.isPending && <LoadingRows rows={3} />}
        {alerts.data && rows.length === 0 && <p className="wf-hint">{t('entities.risk.none')}</p>}
        {rows.length > 0 && (
          <>
            <Bars bars={days.map((day) => ({ at: day.at, value: day.total }))} label={t('entities.risk.label')} />
            <p className="wf-hint">
              {t('entities.risk.how')} {rows.length === most && t('entities.risk.latest', { n: n.format(most) })}
            </p>
          </>
        )}
      </div>
      {rows.length > 0 && <AlertList alerts={rows.slice(0, listed)} withEntity />}
    </Card>
  );
}
