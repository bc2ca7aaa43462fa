import { useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { formatNumber } from '../../lib/number';
import { Bars } from '../../ui/Bars';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { entityKinds, entityOf, useAsset, usePerson } from '../entities/entity';
import { perDay } from '../entities/usual';
import { baselineOf } from './baseline';

const dayMillis = 86_400_000;
const daysBefore = 30;

/** Events of whom the alert is about, per day: the days of the alert beside those before them. */
export function BaselineCard({ record }: { record: Schema<'AlertRecord'> }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { entity, first_seen, last_seen } = record.alert;
  const kind = entityKinds.find((one) => one === entity.type);
  const person = usePerson(kind === 'person' ? entity.value : undefined);
  const asset = useAsset(kind === 'asset' ? entity.value : undefined);
  const events = kind ? entityOf(kind, entity.value, person.data ?? asset.data ?? {}).events : '';
  const since = Math.floor(Date.parse(first_seen) / dayMillis) * dayMillis;
  const until = (Math.floor(Date.parse(last_seen) / dayMillis) + 1) * dayMillis;
  const range = { from: new Date(since - daysBefore * dayMillis).toISOString(), to: new Date(until).toISOString() };
  const histogram = useQuery({
    queryKey: ['entity-events', events, range],
    queryFn: ({ signal }) => call('get', '/audit/histogram', { query: { stream: 'events', q: events, ...range }, signal }),
    enabled: events !== '' && can('audit:read'),
    staleTime: 60_000,
  });
  if (events === '' || !can('audit:read')) return null;
  const buckets = (histogram.data?.buckets ?? []).flatMap((bucket) =>
    bucket.t && bucket.count ? [{ at: Date.parse(bucket.t), value: bucket.count }] : [],
  );
  const days = perDay(buckets, since - daysBefore * dayMillis, until);
  const { observed, usual } = baselineOf(days, since);
  const n = (value: number) => formatNumber(value, i18n.language);
  const said =
    usual === null
      ? t('alerts.baseline.unknown', { observed: n(observed) })
      : t('alerts.baseline.against', { observed: n(observed), usual: n(usual) });
  return (
    <Card title={t('alerts.baseline.title', { entity: entity.value })}>
      <InlineProblem error={histogram.error} />
      {histogram.data && <p>{said}</p>}
      <Bars
        bars={days.map((day) => ({ at: day.at, value: day.total, marked: day.at >= since }))}
        label={t('alerts.baseline.label')}
        markedLabel={t('alerts.baseline.marked')}
      />
    </Card>
  );
}
