import { CloseOutlined, SwapOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Select } from 'antd';
import { useTranslation } from '../../i18n/translation';
import { queryTerm } from '../../lib/record';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { counterpart, pivotFields } from './fields';
import { type AuditQuery, searching } from './searching';

interface Props {
  query: AuditQuery;
  field: string;
  view: 'values' | 'sessions';
  onView: (view: 'values' | 'sessions') => void;
  onField: (field: string) => void;
  onRefine: (term: string) => void;
  /** Looks at one value only, and counts the other side of it. */
  onPivot: (term: string, field: string) => void;
  onRange: (from: string, to: string) => void;
  onClose: () => void;
}

const shown = 50;
const gapMinutes = 30;

/** What was found, counted: the top values of a field, or the sessions. */
export function SummaryPanel(props: Props) {
  const { t } = useTranslation();
  const { view } = props;
  return (
    <aside className="wf-card wf-summary" aria-label={t('audit.summary.title')}>
      <div className="wf-summary-bar">
        <Segmented
          size="small"
          aria-label={t('audit.summary.title')}
          value={view}
          options={(['values', 'sessions'] as const).map((value) => ({
            value,
            label: t(`audit.summary.${value}`),
          }))}
          onChange={props.onView}
        />
        <span className="wf-grow" />
        <button
          type="button"
          className="wf-icon-button"
          aria-label={t('common.closePanel')}
          title={t('common.closePanel')}
          onClick={props.onClose}
        >
          <CloseOutlined />
        </button>
      </div>
      {view === 'values' ? <Values {...props} /> : <SessionList {...props} />}
    </aside>
  );
}

function Values({ query, field, onField, onRefine, onPivot }: Props) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  const top = useQuery({
    queryKey: ['top', query, field],
    queryFn: ({ signal }) => searching.top(query, field, shown, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { subjects, objects } = pivotFields[query.stream];
  const named = [...subjects, ...objects];
  const most = Math.max(1, ...(top.data?.values.map((v) => v.count) ?? []));
  return (
    <>
      <Select
        className="wf-summary-field"
        aria-label={t('audit.summary.field')}
        showSearch
        value={field}
        onChange={onField}
        options={[
          { label: t('audit.summary.subjects'), options: subjects.map((value) => ({ value })) },
          { label: t('audit.summary.objects'), options: objects.map((value) => ({ value })) },
          ...(named.includes(field) ? [] : [{ label: t('audit.summary.others'), options: [{ value: field }] }]),
        ]}
      />
      {top.isPending ? (
        <LoadingRows rows={6} />
      ) : top.isError ? (
        <ErrorState error={top.error} retry={() => void top.refetch()} />
      ) : top.data.values.length === 0 ? (
        <EmptyState title={t('audit.summary.none')} />
      ) : (
        <>
          <ol className="wf-ranks">
            {top.data.values.map((value) => (
              <li key={value.text}>
                <div className="wf-rank-line">
                  {value.text === '' ? (
                    <span>{t('audit.summary.empty')}</span>
                  ) : (
                    <button
                      type="button"
                      className="wf-link wf-break"
                      title={t('audit.include', { field })}
                      onClick={() => onRefine(queryTerm(field, value.text))}
                    >
                      {value.text}
                    </button>
                  )}
                  <span className="wf-number">{n.format(value.count)}</span>
                  <button
                    type="button"
                    className="wf-icon-button"
                    disabled={value.text === ''}
                    aria-label={t('audit.summary.pivot', { value: value.text, field: counterpart(query.stream, field) })}
                    title={t('audit.summary.pivot', { value: value.text, field: counterpart(query.stream, field) })}
                    onClick={() => onPivot(queryTerm(field, value.text), counterpart(query.stream, field))}
                  >
                    <SwapOutlined />
                  </button>
                </div>
                <progress max={most} value={value.count} aria-hidden="true" />
                <small>
                  <When at={value.first} precision="minute" />
                  {' – '}
                  <When at={value.last} precision="minute" />
                </small>
              </li>
            ))}
          </ol>
          <p className="wf-hint">
            {t('audit.summary.distinct', { n: n.format(top.data.distinct), others: n.format(top.data.others) })}
          </p>
        </>
      )}
    </>
  );
}

function SessionList({ query, onRange }: Props) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  const sessions = useQuery({
    queryKey: ['sessions', query],
    queryFn: ({ signal }) => searching.sessions(query, gapMinutes, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (sessions.isPending) return <LoadingRows rows={6} />;
  if (sessions.isError) return <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />;
  if (sessions.data.items.length === 0) return <EmptyState title={t('audit.summary.none')} />;
  return (
    <>
      <p className="wf-hint">
        {t('audit.summary.sessionHint', { minutes: gapMinutes, n: n.format(sessions.data.total) })}
      </p>
      <ol className="wf-ranks">
        {sessions.data.items.map((session) => (
          <li key={session.first}>
            <div className="wf-rank-line">
              <Button
                type="link"
                size="small"
                onClick={() =>
                  onRange(session.first, new Date(Date.parse(session.last) + 1).toISOString())
                }
              >
                <When at={session.first} precision="minute" />
                {' – '}
                <When at={session.last} precision="minute" />
              </Button>
              <span className="wf-number">{n.format(session.count)}</span>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
