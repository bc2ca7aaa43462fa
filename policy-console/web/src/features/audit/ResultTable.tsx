import { DownOutlined, RightOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditHit, Stream } from '../../api/types';
import { pick } from '../../i18n';
import { fieldOf, fieldText, type JsonObject } from '../../lib/record';
import { JsonView } from '../../ui/JsonView';
import { When } from '../../ui/When';
import { FieldTable } from './FieldTable';

interface Props {
  stream: Stream;
  rows: AuditHit[];
  onRefine: (term: string) => void;
  onProve: (seq: number) => void;
}

/** The one line that tells a reader most about a record of this stream. */
function summaryOf(stream: Stream, record: JsonObject, lang: string): string {
  if (stream === 'alerts') {
    const title = fieldOf(record, 'alert.title') as { zh: string; en: string } | undefined;
    return pick(title, lang) || fieldText(record, 'rule.name', 'alert.id');
  }
  if (stream === 'audit') {
    return fieldText(record, 'watchfire.audit.detail', 'watchfire.audit.target', 'message');
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

function Opened({ hit, onRefine, onProve }: { hit: AuditHit } & Pick<Props, 'onRefine' | 'onProve'>) {
  const { t } = useTranslation();
  const [view, setView] = useState<'fields' | 'json'>('fields');
  return (
    <div className="wf-opened">
      <div className="wf-opened-bar">
        <Segmented
          size="small"
          aria-label={t('audit.view')}
          value={view}
          options={(['fields', 'json'] as const).map((value) => ({ value, label: t(`audit.views.${value}`) }))}
          onChange={setView}
        />
        <Button size="small" icon={<SafetyCertificateOutlined />} onClick={() => onProve(hit.seq)}>
          {t('audit.prove')}
        </Button>
      </div>
      {view === 'fields' ? (
        <FieldTable record={hit.record} onRefine={onRefine} />
      ) : (
        <JsonView value={hit.record} label={t('audit.views.json')} />
      )}
    </div>
  );
}

export function ResultTable({ stream, rows, onRefine, onProve }: Props) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const toggle = (seq: number) =>
    setOpened((old) => {
      const next = new Set(old);
      if (!next.delete(seq)) next.add(seq);
      return next;
    });
  return (
    <table className="wf-table wf-results">
      <thead>
        <tr>
          <th className="wf-w-expand">
            <span className="wf-hidden">{t('audit.expand')}</span>
          </th>
          <th className="wf-w-milli">{t('audit.head.time')}</th>
          <th className="wf-w-action">{t('audit.head.action')}</th>
          <th className="wf-w-who">{t('audit.head.who')}</th>
          <th className="wf-w-where">{t('audit.head.where')}</th>
          <th>{t('audit.head.what')}</th>
          <th className="wf-w-seq wf-number">{t('audit.head.seq')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((hit) => {
          const isOpen = opened.has(hit.seq);
          const outcome = fieldText(hit.record, 'event.outcome');
          return (
            <Fragment key={hit.seq}>
              <tr className="wf-row" data-open={isOpen || undefined} onClick={() => toggle(hit.seq)}>
                <td>
                  <button
                    type="button"
                    className="wf-icon-button"
                    aria-expanded={isOpen}
                    aria-label={t('audit.expandRow', { seq: hit.seq })}
                  >
                    {isOpen ? <DownOutlined /> : <RightOutlined />}
                  </button>
                </td>
                <td>
                  <When at={hit.timestamp} precision="milli" />
                </td>
                <td>
                  <span className="wf-action-name" data-outcome={outcome || undefined}>
                    {fieldText(hit.record, 'event.action', 'alert.kind', 'error.type', 'event.kind') || '-'}
                  </span>
                  <small>{fieldText(hit.record, 'event.dataset')}</small>
                </td>
                <td className="wf-break">
                  {fieldText(hit.record, 'user.name', 'alert.entity.value', 'watchfire.deadletter.agent') || '-'}
                </td>
                <td>
                  <code>{fieldText(hit.record, 'source.ip') || '-'}</code>
                  <small>{fieldText(hit.record, 'host.name')}</small>
                </td>
                <td className="wf-cell-main">
                  <p className="wf-mono">{summaryOf(stream, hit.record, i18n.language)}</p>
                </td>
                <td className="wf-number">
                  <code>{hit.seq}</code>
                </td>
              </tr>
              {isOpen && (
                <tr className="wf-opened-row">
                  <td colSpan={7}>
                    <Opened hit={hit} onRefine={onRefine} onProve={onProve} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
