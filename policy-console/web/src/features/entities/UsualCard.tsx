import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Bars } from '../../ui/Bars';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import type { Entity, EntityKind } from './entity';
import { compared, perDay, unusualDays } from './usual';

interface Props {
  entity: Entity;
  range: { from: string; to: string };
}

/** What is worth comparing: not the field that names the entity itself. */
const fields: Record<EntityKind, string[]> = {
  person: ['source.ip', 'host.name', 'event.action'],
  user: ['source.ip', 'host.name', 'event.action'],
  host: ['user.name', 'source.ip', 'event.action'],
  source: ['user.name', 'host.name', 'event.action'],
  asset: ['user.name', 'source.ip', 'event.action'],
};

/** Events per day with those that stand out, and what the last day has that the time before had not. */
export function UsualCard({ entity, range }: Props) {
  const { t } = useTranslation();
  const histogram = useQuery({
    queryKey: ['entity-events', entity.events, range],
    queryFn: ({ signal }) =>
      call('get', '/audit/histogram', { query: { stream: 'events', q: entity.events, ...range }, signal }),
    placeholderData: (old) => old,
  });
  const buckets = (histogram.data?.buckets ?? []).flatMap((bucket) =>
    bucket.t && bucket.count ? [{ at: Date.parse(bucket.t), value: bucket.count }] : [],
  );
  const days = perDay(buckets, Date.parse(range.from), Date.parse(range.to));
  const marks = unusualDays(days.map((day) => day.total));
  const last = buckets.at(-1)?.at;
  return (
    <Card title={t('entities.usual.title')}>
      <InlineProblem error={histogram.error} />
      <Bars
        bars={days.map((day, i) => ({ at: day.at, value: day.total, marked: marks[i] }))}
        label={t('entities.usual.label')}
        markedLabel={t('entities.usual.marked')}
      />
      {marks.includes(true) && <p className="wf-legend">{t('entities.usual.hint')}</p>}
      {last !== undefined && (
        <div className="wf-usual">
          {fields[entity.kind].map((field) => (
            <Values key={field} entity={entity} field={field} cut={last - 86_400_000} range={range} />
          ))}
        </div>
      )}
    </Card>
  );
}

interface ValuesProps extends Props {
  field: string;
  /** Where the last day begins. */
  cut: number;
}

const shown = 6;

function Values({ entity, field, cut, range }: ValuesProps) {
  const { t, i18n } = useTranslation();
  const at = new Date(cut).toISOString();
  const top = (from: string, to: string, limit: number, signal: AbortSignal) =>
    call('get', '/audit/top', { query: { stream: 'events', q: entity.events, from, to, field, limit }, signal });
  const values = useQuery({
    queryKey: ['entity-usual', entity.events, field, at, range],
    queryFn: async ({ signal }) => {
      const [now, before] = await Promise.all([
        top(at, range.to, 50, signal),
        top(range.from < at ? range.from : at, at, 1000, signal),
      ]);
      return { values: compared(now.values, before.values), comparable: before.values.length > 0 };
    },
  });
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <section>
      <h3>{t(`entities.usual.field.${field.replace('.', '_')}`)}</h3>
      <InlineProblem error={values.error} />
      <ul>
        {values.data?.values.slice(0, shown).map((one) => (
          <li key={one.text}>
            <code className="wf-break">{one.text}</code> × {n.format(one.count)}
            {!values.data.comparable ? null : one.before === 0 ? (
              <span className="wf-chip wf-chip-live">{t('entities.usual.never')}</span>
            ) : (
              <small>{t('entities.usual.before', { n: n.format(one.before) })}</small>
            )}
          </li>
        ))}
      </ul>
      {values.data?.comparable === false && <p className="wf-hint">{t('entities.usual.nothingBefore')}</p>}
      {values.data?.values.length === 0 && <p className="wf-hint">{t('common.none')}</p>}
    </section>
  );
}
