import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { fieldText, type JsonObject } from '../../lib/record';
import type { RangeSearch } from '../../lib/range';
import { Card } from '../../ui/Page';
import { InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import type { Entity } from './entity';

interface Props {
  entity: Entity;
  search: RangeSearch;
  fallback: string;
  range: { from: string; to: string };
}

const most = 25;

/** The latest events about it, each with its place in the audit search. */
export function Trail({ entity, search, fallback, range }: Props) {
  const { t } = useTranslation();
  const events = useQuery({
    queryKey: ['entity-trail', entity.events, range],
    queryFn: ({ signal }) =>
      call('get', '/audit/search', { query: { stream: 'events', q: entity.events, ...range, limit: most }, signal }),
    enabled: entity.events !== '',
    placeholderData: (old) => old,
  });
  const hits = events.data?.items ?? [];
  return (
    <Card
      flush
      title={t('entities.trail.title')}
      extra={
        entity.events !== '' && (
          <Link
            to="/audit"
            search={{ stream: 'events', q: entity.events, t: search.from || search.to ? undefined : (search.t ?? fallback), from: search.from, to: search.to }}
          >
            {t('entities.trail.all')}
          </Link>
        )
      }
    >
      <div className="wf-pad">
        <InlineProblem error={events.error} />
        {entity.events === '' && <p className="wf-hint">{t('entities.trail.noQuery')}</p>}
        {events.isLoading && <LoadingRows rows={4} />}
        {events.data && hits.length === 0 && <p className="wf-hint">{t('entities.trail.none')}</p>}
      </div>
      {hits.length > 0 && (
        <table className="wf-table">
          <thead>
            <tr>
              <th className="wf-col-lastSeen">{t('evidence.time')}</th>
              <th>{t('entities.trail.action')}</th>
              <th>{t('entities.trail.what')}</th>
              <th>{t('entities.trail.from')}</th>
            </tr>
          </thead>
          <tbody>
            {hits.map((hit) => {
              const record = (hit.record ?? {}) as JsonObject;
              return (
                <tr key={hit.seq}>
                  <td>
                    <When at={hit.timestamp ?? ''} />
                  </td>
                  <td className="wf-nowrap">
                    <Link to="/audit" search={{ stream: 'events', rec: `events:${hit.seq}`, t: 'all' }}>
                      {fieldText(record, 'event.action', 'event.dataset') || `#${hit.seq}`}
                    </Link>
                    <small>{t(`entities.trail.outcome.${fieldText(record, 'event.outcome')}`, { defaultValue: fieldText(record, 'event.outcome') })}</small>
                  </td>
                  <td className="wf-break">
                    {fieldText(record, 'file.path', 'url.original', 'process.command_line', 'message', 'event.original')}
                  </td>
                  <td>
                    <code>{fieldText(record, 'user.name')}</code>
                    <small>
                      {fieldText(record, 'source.ip')} {fieldText(record, 'host.name')}
                    </small>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}
