import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useSession } from '../../app/session';
import { ApiProblem } from '../../api/http';
import { useTranslation } from '../../i18n/translation';
import { type RangeSearch, resolveRange } from '../../lib/range';
import { addTerm } from '../../lib/record';
import { Page } from '../../ui/Page';
import { RangePicker } from '../../ui/RangePicker';
import { useShortcuts } from '../../ui/shortcuts';
import { AskPanel } from './AskPanel';
import { ExportButton } from './ExportDialog';
import { pivotFields } from './fields';
import { HistogramChart } from './HistogramChart';
import { QueryBar } from './QueryBar';
import { RecordDrawer } from './RecordDrawer';
import { Results } from './Results';
import { SavedQueries } from './SavedQueries';
import { SummaryPanel } from './SummaryPanel';
import { type AuditQuery, type Stream, streams } from './searching';
import { useFindings } from './useFindings';

const route = getRouteApi('/audit');

function parseRecord(text: string | undefined): { stream: Stream; seq: number } | null {
  const m = /^([a-z]+):(\d{1,15})$/.exec(text ?? '');
  const stream = streams.find((s) => s === m?.[1]);
  return m && stream ? { stream, seq: Number(m[2]) } : null;
}

export function AuditPage() {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const open = streams.filter((s) => can(`audit:read:${s}`));
  const stream = open.find((s) => s === search.stream) ?? open[0] ?? 'events';
  // A moving range means one instant per search, or every page would look at another time.
  const [searchedAt, setSearchedAt] = useState(() => new Date());
  const q = search.q ?? '';
  const { t: moving, from, to } = search;
  const query = useMemo<AuditQuery>(
    () => ({ stream, q, ...resolveRange({ t: moving, from, to }, '24h', searchedAt) }),
    [stream, q, moving, from, to, searchedAt],
  );
  const findings = useFindings(query);
  const { results, histogram, rows } = findings;

  const change = useCallback(
    (next: Partial<typeof search>) =>
      void navigate({ search: (old) => ({ ...old, ...next }), replace: false, resetScroll: false }),
    [navigate],
  );
  const run = useCallback(
    (text: string) => {
      setSearchedAt(new Date());
      change({ q: text.trim() || undefined, rec: undefined });
    },
    [change],
  );
  const setRange = (range: RangeSearch) => {
    setSearchedAt(new Date());
    change({ t: range.t, from: range.from, to: range.to });
  };
  const refine = useCallback((term: string) => run(addTerm(q, term)), [run, q]);
  const record = parseRecord(search.rec);
  const beside = rows.findIndex((hit) => record?.stream === stream && hit.seq === record.seq);
  const step = (by: number) => {
    const next = rows[beside < 0 ? 0 : beside + by];
    if (next) change({ rec: `${stream}:${next.seq}` });
  };
  const queryProblem =
    results.error instanceof ApiProblem && results.error.code === 'query' ? results.error : null;
  useShortcuts({
    r: () => setSearchedAt(new Date()),
    '/': () => document.getElementById('wf-query')?.focus(),
    j: () => step(1),
    k: () => step(-1),
    Escape: () => change({ rec: undefined }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const total = `${findings.atLeast ? '≥ ' : ''}${n.format(findings.total)}`;
  return (
    <Page title={t('nav.audit')} subtitle={t(`stream.hint.${stream}`)}>
      <div className="wf-filters">
        <Segmented
          aria-label={t('audit.stream')}
          value={stream}
          options={open.map((value) => ({ value, label: t(`stream.${value}`) }))}
          onChange={(value) => change({ stream: String(value), rec: undefined, top: undefined, side: undefined })}
        />
        <span className="wf-grow" />
        <SavedQueries
          stream={stream}
          query={q}
          onOpen={(of, text) => change({ stream: of, q: text || undefined, rec: undefined, top: undefined })}
          onRecord={(of, seq) => change({ rec: `${of}:${seq}` })}
        />
        <Button
          aria-pressed={search.top !== undefined}
          onClick={() => change({ top: search.top ? undefined : pivotFields[stream].subjects[0] })}
        >
          {t('audit.summary.title')}
        </Button>
        <RangePicker value={search} fallback="24h" onChange={setRange} />
        {can(`audit:export:${stream}`) && <ExportButton query={query} askedAt={searchedAt} />}
      </div>
      <QueryBar
        key={q}
        value={q}
        scope={query}
        problem={queryProblem}
        busy={results.isFetching && !results.isFetchingNextPage}
        onRun={run}
        onCancel={findings.cancel}
      />
      {q === '' && (
        <AskPanel
          open={open}
          onAsk={(question, text) => {
            setSearchedAt(new Date());
            change({
              stream: question.stream,
              q: text,
              t: '30d',
              from: undefined,
              to: undefined,
              top: question.answer,
              side: undefined,
              rec: undefined,
            });
          }}
        />
      )}
      {!queryProblem && (
        <div className="wf-card wf-histo-card">
          <HistogramChart
            data={histogram.data}
            from={query.from}
            to={query.to ?? searchedAt.toISOString()}
            onBrush={(a, b) => setRange({ from: a, to: b })}
          />
        </div>
      )}
      <div className="wf-resultline" aria-live="polite">
        {findings.tookMs !== undefined &&
          t('audit.found', { count: findings.total, n: total, ms: n.format(findings.tookMs) })}
      </div>
      <div className="wf-audit-body" data-summary={search.top ? true : undefined}>
        <Results
          stream={stream}
          findings={findings}
          queryProblem={queryProblem !== null}
          open={record?.stream === stream ? record.seq : null}
          onOpen={(seq) => change({ rec: `${stream}:${seq}` })}
          onRange={setRange}
        />
        {search.top && !queryProblem && (
          <SummaryPanel
            query={query}
            field={search.top}
            view={search.side === 'sessions' ? 'sessions' : 'values'}
            onView={(view) => change({ side: view === 'sessions' ? view : undefined })}
            onField={(field) => change({ top: field })}
            onRefine={refine}
            onPivot={(term, field) => {
              setSearchedAt(new Date());
              change({ q: term, top: field, rec: undefined });
            }}
            onRange={(a, b) => setRange({ from: a, to: b })}
            onClose={() => change({ top: undefined, side: undefined })}
          />
        )}
      </div>
      <RecordDrawer
        at={record}
        view={search.view}
        onView={(view) => change({ view: view === 'fields' ? undefined : view })}
        onMove={(seq) => record && change({ rec: `${record.stream}:${seq}` })}
        onRefine={refine}
        onClose={() => change({ rec: undefined })}
      />
    </Page>
  );
}
