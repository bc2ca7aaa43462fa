import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useRef } from 'react';
import { call, type Schema } from '../../api/call';
import type { Verification } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useTranslation } from '../../i18n/translation';
import { fieldText, type JsonObject } from '../../lib/record';
import { formatInstant } from '../../lib/time';
import { JsonView } from '../../ui/JsonView';
import { Card } from '../../ui/Page';
import { ProofMark, ProofPanel } from '../../ui/Proof';
import { InlineProblem } from '../../ui/States';
import { Watermark } from '../../ui/Watermark';
import { When } from '../../ui/When';

const route = getRouteApi('/alerts/$id');

type AlertRecord = Schema<'AlertRecord'>;
type EvidenceRef = NonNullable<AlertRecord['alert']['evidence']>[number];
/** Records are logs: of any shape. */
interface EvidenceItem {
  eventId: string;
  found: boolean;
  record: JsonObject | null;
  seq: number | null;
  access: Schema<'RecordDecision'> | null;
  verification: Verification | null;
}

export function evidenceQuery(id: string) {
  return {
    queryKey: ['evidence', id],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await call('get', '/alerts/{id}/evidence', { path: { id }, signal })) as { items: EvidenceItem[] },
    staleTime: 60_000,
  };
}

/** When the evidence happened between the first and the last event of the episode. */
function Strip({ record }: { record: AlertRecord }) {
  const { t } = useTranslation();
  const { zone } = usePreferences();
  const { first_seen: first, last_seen: last, evidence = [] } = record.alert;
  const from = Date.parse(first);
  const span = Date.parse(last) - from;
  if (!(span > 0) || evidence.length < 2) return null;
  return (
    <div className="wf-strip" role="img" aria-label={t('evidence.strip', { count: evidence.length })}>
      <svg viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">
        <path className="wf-strip-axis" d="M0 13H1000" />
        {evidence.map((e) => {
          const x = 4 + (992 * (Date.parse(e.timestamp) - from)) / span;
          return <path key={e.event_id} className="wf-strip-tick" d={`M${x} 3V23`} />;
        })}
      </svg>
      <div>
        <span>{formatInstant(first, zone)}</span>
        <span>{formatInstant(last, zone)}</span>
      </div>
    </div>
  );
}

function rowsOf(refs: EvidenceRef[], items: EvidenceItem[] | undefined) {
  const found = new Map(items?.map((item) => [item.eventId, item]));
  return refs.map((ref) => ({ ref, item: found.get(ref.event_id) }));
}

export function Evidence({ id, record }: { id: string; record: AlertRecord }) {
  const { t, i18n } = useTranslation();
  const { ev } = route.useSearch();
  const navigate = route.useNavigate();
  const opener = useRef<HTMLElement | null>(null);
  const query = useQuery(evidenceQuery(id));
  const rows = rowsOf(record.alert.evidence ?? [], query.data?.items);
  const open = rows.find((row) => row.ref.event_id === ev);
  const show = (eventId: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, ev: eventId }), replace: true, resetScroll: false });
  const total = record.alert.evidence_total ?? rows.length;
  const n = new Intl.NumberFormat(i18n.language);
  const checked = query.data?.items.filter((item) => item.verification?.verified).length ?? 0;
  return (
    <Card
      title={t('evidence.title')}
      extra={t('evidence.count', { shown: rows.length, total: n.format(total), verified: checked })}
      flush
    >
      <div className="wf-pad">
        <Strip record={record} />
        <InlineProblem error={query.error} />
        {rows.length === 0 && <p className="wf-hint">{t('evidence.none')}</p>}
      </div>
      {rows.length > 0 && (
        <table className="wf-table wf-table-rows">
          <thead>
            <tr>
              <th className="wf-w-milli">{t('evidence.time')}</th>
              <th>{t('evidence.summary')}</th>
              <th className="wf-w-source">{t('evidence.source')}</th>
              <th className="wf-w-proof">{t('evidence.proof')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ ref, item }) => (
              <tr
                key={ref.event_id}
                className="wf-row"
                aria-current={ref.event_id === ev || undefined}
                onClick={() => show(ref.event_id)}
              >
                <td>
                  <When at={ref.timestamp} precision="milli" />
                </td>
                <td className="wf-cell-main">
                  <button
                    type="button"
                    className="wf-link wf-mono"
                    onClick={(event) => {
                      opener.current = event.currentTarget;
                    }}
                  >
                    {ref.summary || fieldText(item?.record, 'message', 'event.original') || ref.event_id}
                  </button>
                </td>
                <td>
                  <code>{ref.dataset}</code>
                  <small>{ref.agent}</small>
                </td>
                <td>
                  {query.isPending ? (
                    <span className="wf-none wf-nowrap">{t('evidence.checking')}</span>
                  ) : item?.found === false ? (
                    <span className="wf-proof-mark wf-proof-bad">{t('evidence.missing')}</span>
                  ) : (
                    <ProofMark verification={item?.verification ?? null} seq={item?.seq ?? null} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Drawer
        open={Boolean(open)}
        size={680}
        title={t('evidence.record')}
        onClose={() => show(undefined)}
        afterOpenChange={(isOpen) => {
          if (!isOpen) opener.current?.focus();
        }}
        extra={
          open?.item?.seq != null && (
            <Link to="/audit" search={{ stream: 'events', rec: `events:${open.item.seq}`, t: 'all' }}>
              <Button size="small">{t('evidence.inSearch')}</Button>
            </Link>
          )
        }
      >
        {open?.item?.verification && open.item.seq !== null && (
          <ProofPanel verification={open.item.verification} seq={open.item.seq} />
        )}
        {open?.item?.record ? (
          <Watermark decisions={open.item.access ? [open.item.access] : []}>
            <JsonView value={open.item.record} label={t('evidence.record')} />
          </Watermark>
        ) : (
          <p className="wf-hint">{t(query.isPending ? 'evidence.checking' : 'evidence.missingHint')}</p>
        )}
      </Drawer>
    </Card>
  );
}
