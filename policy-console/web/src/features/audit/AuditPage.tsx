import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { type AuditQuery, api } from '../../api/client';
import { ApiProblem } from '../../api/http';
import { type AuditHit, type Stream, streams } from '../../api/types';
import { type RangeSearch, resolveRange } from '../../lib/range';
import { addTerm } from '../../lib/record';
import { Page } from '../../ui/Page';
import { RangePicker } from '../../ui/RangePicker';
import { useShortcuts } from '../../ui/shortcuts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { ExportButton } from './ExportDialog';
import { HistogramChart } from './HistogramChart';
import { QueryBar } from './QueryBar';
import { RecordDrawer } from './RecordDrawer';
import { ResultTable } from './ResultTable';
import { SavedQueries } from './SavedQueries';
import { SummaryPanel } from './SummaryPanel';
import { pivotFields } from './fields';

const route = getRouteApi('/audit');
const pageSize = 100;

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
  const client = useQueryClient();
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
  const results = useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: ({ pageParam, signal }) => api.search(query, pageParam, pageSize, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const histogram = useQuery({
    queryKey: ['histogram', query],
    queryFn: ({ signal }) => api.histogram(query, signal),
    enabled: !results.isError,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = useMemo<AuditHit[]>(
    () => results.data?.pages.flatMap((p) => p.items) ?? [],
    [results.data],
  );
  const first = results.data?.pages[0];

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
  const cancel = () => {
    void client.cancelQueries({ queryKey: ['search', query] });
    void client.cancelQueries({ queryKey: ['histogram', query] });
  };
  const cancelled = results.isPending && results.fetchStatus === 'idle';
  // The page counts no further than it must; the histogram has counted all.
  const all = histogram.data?.buckets.reduce((sum, b) => sum + b.count, 0);
  const exact = first?.totalIsLowerBound && all !== undefined && all > first.total ? all : undefined;
  const total = exact ?? first?.total ?? 0;
  const atLeast = first?.totalIsLowerBound && exact === undefined;
  const setRange = (range: RangeSearch) => {
    setSearchedAt(new Date());
    change({ t: range.t, from: range.from, to: range.to });
  };
  const refine = useCallback((term: string) => run(addTerm(q, term)), [run, q]);
  const record = parseRecord(search.rec);
  const queryProblem =
    results.error instanceof ApiProblem && results.error.code === 'query' ? results.error : null;
  useShortcuts({
    r: () => setSearchedAt(new Date()),
    '/': () => document.getElementById('wf-query')?.focus(),
  });

  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Page title={t('nav.audit')} subtitle={t(`stream.hint.${stream}`)}>
      <div className="wf-filters">
        <Segmented
          aria-label={t('audit.stream')}
          value={stream}
          options={open.map((value) => ({ value, label: t(`stream.${value}`) }))}
          onChange={(value) => change({ stream: String(value), rec: undefined, top: undefined })}
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
        {can(`audit:export:${stream}`) && <ExportButton query={query} />}
      </div>
      <QueryBar key={q} value={q} problem={queryProblem} busy={results.isFetching} onRun={run} onCancel={cancel} />
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
        {first &&
          t('audit.found', { count: total, n: `${atLeast ? '≥ ' : ''}${n.format(total)}`, ms: n.format(first.tookMs) })}
      </div>
      <div className="wf-audit-body" data-summary={search.top ? true : undefined}>
      <div>
      <div className="wf-card wf-card-flush">
        {cancelled ? (
          <EmptyState
            title={t('audit.cancelled')}
            action={<Button onClick={() => void results.refetch()}>{t('common.retry')}</Button>}
          />
        ) : results.isPending ? (
          <LoadingRows rows={10} />
        ) : queryProblem ? (
          <EmptyState title={t('audit.badQuery')} hint={t('audit.badQueryHint')} />
        ) : results.isError && rows.length === 0 ? (
          <ErrorState error={results.error} retry={() => void results.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t('audit.empty')}
            hint={t('audit.emptyHint')}
            action={<Button onClick={() => setRange({ t: 'all' })}>{t('audit.emptyAction')}</Button>}
          />
        ) : (
          <ResultTable
            stream={stream}
            rows={rows}
            onRefine={refine}
            onProve={(seq) => change({ rec: `${stream}:${seq}` })}
          />
        )}
      </div>
      {results.hasNextPage && (
        <Button
          block
          className="wf-more"
          loading={results.isFetchingNextPage}
          onClick={() => void results.fetchNextPage()}
        >
          {t('common.more', { shown: n.format(rows.length), total: `${atLeast ? '≥ ' : ''}${n.format(total)}` })}
        </Button>
      )}
      </div>
      {search.top && !queryProblem && (
        <SummaryPanel
          query={query}
          field={search.top}
          onField={(field) => change({ top: field })}
          onRefine={refine}
          onPivot={(term, field) => {
            setSearchedAt(new Date());
            change({ q: term, top: field, rec: undefined });
          }}
          onRange={(a, b) => setRange({ from: a, to: b })}
          onClose={() => change({ top: undefined })}
        />
      )}
      </div>
      <RecordDrawer
        at={record}
        onMove={(seq) => record && change({ rec: `${record.stream}:${seq}` })}
        onClose={() => change({ rec: undefined })}
      />
    </Page>
  );
}
