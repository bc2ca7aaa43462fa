import { LockOutlined } from '@ant-design/icons';
import { useEffect, useRef } from 'react';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { fieldOf, fieldText, type JsonObject } from '../../lib/record';
import { useVirtualRows } from '../../ui/virtual';
import { When } from '../../ui/When';
import type { SearchHit, Stream } from './searching';

interface Props {
  stream: Stream;
  rows: SearchHit[];
  /** How many there are; rows are added at the end as one comes near it. */
  total: number;
  /** The record that is open beside the list. */
  open: number | null;
  onOpen: (seq: number) => void;
  onNearEnd: () => void;
}

/** Every row has this height, so that only those in view are drawn. */
const rowHeight = 44;
/** Rows before the end at which the next page is asked for. */
const ahead = 40;

/** The one line that tells a reader most about a record of this stream. */
function summaryOf(stream: Stream, record: JsonObject, lang: string): string {
  if (stream === 'alerts') {
    const title = fieldOf(record, 'alert.title') as { zh: string; en: string } | undefined;
    return pick(title, lang) || fieldText(record, 'rule.name', 'alert.id');
  }
  if (stream === 'audit') {
    return [fieldText(record, 'watchfire.audit.target'), fieldText(record, 'watchfire.audit.detail', 'message')]
      .filter(Boolean)
      .join(' · ');
  }
  if (stream === 'deadletter') return fieldText(record, 'error.message', 'watchfire.deadletter.sample');
  return fieldText(
    record,
    'file.path',
    'process.command_line',
    'postgresql.statement',
    'url.original',
    'dns.question.name',
    'message',
    'event.original',
  );
}

function Row({ hit, stream, index, open, onOpen }: { hit: SearchHit; index: number } & Pick<Props, 'stream' | 'open' | 'onOpen'>) {
  const { t, i18n } = useTranslation();
  const record = hit.record as JsonObject;
  const outcome = fieldText(record, 'event.outcome');
  return (
    <tr
      className="wf-row"
      aria-rowindex={index + 2}
      aria-current={open === hit.seq ? true : undefined}
      onClick={() => onOpen(hit.seq)}
    >
      <td>
        <When at={hit.timestamp} precision="milli" />
      </td>
      <td>
        <button
          type="button"
          className="wf-action-name"
          data-outcome={outcome || undefined}
          data-seq={hit.seq}
          aria-label={t('audit.openRow', { seq: hit.seq })}
        >
          {fieldText(record, 'event.action', 'alert.kind', 'error.type', 'event.kind') || '-'}
        </button>
        <small>{fieldText(record, 'event.dataset')}</small>
      </td>
      <td>
        <span className="wf-one-line">
          {fieldText(record, 'user.name', 'alert.entity.value', 'watchfire.deadletter.agent') || '-'}
        </span>
      </td>
      <td>
        <code className="wf-one-line">{fieldText(record, 'source.ip') || '-'}</code>
        <small>{fieldText(record, 'host.name')}</small>
      </td>
      <td className="wf-cell-main">
        <p className="wf-mono">
          {hit.masked.length > 0 && (
            <span className="wf-masked" title={hit.access ? pick(hit.access.reasonText, i18n.language) : undefined}>
              <LockOutlined aria-label={t('audit.masked.word')} />{' '}
            </span>
          )}
          {summaryOf(stream, record, i18n.language)}
        </p>
      </td>
      <td className="wf-number">
        <code>{hit.seq}</code>
      </td>
    </tr>
  );
}

export function ResultTable({ stream, rows, total, open, onOpen, onNearEnd }: Props) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, end } = useVirtualRows(body, rows.length, rowHeight);
  useEffect(() => {
    if (end > rows.length - ahead) onNearEnd();
  }, [end, rows.length, onNearEnd]);
  return (
    <table className="wf-table wf-results" aria-rowcount={total + 1} aria-label={t('audit.results')}>
      <thead>
        <tr aria-rowindex={1}>
          <th className="wf-w-milli">{t('audit.head.time')}</th>
          <th className="wf-w-action">{t('audit.head.action')}</th>
          <th className="wf-w-who">{t('audit.head.who')}</th>
          <th className="wf-w-where">{t('audit.head.where')}</th>
          <th>{t('audit.head.what')}</th>
          <th className="wf-w-seq wf-number">{t('audit.head.seq')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {first > 0 && (
          <tr aria-hidden="true">
            <td className="wf-gap" colSpan={6} style={{ height: first * rowHeight }} />
          </tr>
        )}
        {rows.slice(first, end).map((hit, i) => (
          <Row key={hit.seq} hit={hit} stream={stream} index={first + i} open={open} onOpen={onOpen} />
        ))}
        {end < rows.length && (
          <tr aria-hidden="true">
            <td className="wf-gap" colSpan={6} style={{ height: (rows.length - end) * rowHeight }} />
          </tr>
        )}
      </tbody>
    </table>
  );
}
