import { ArrowUpOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, type InputRef, Segmented } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useProfile } from '../../app/profile';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { whenIdle } from '../../lib/idle';
import { Page } from '../../ui/Page';
import { useRuleNames } from '../../ui/rules';
import { EmptyState, ErrorState, LoadingRows, problemText } from '../../ui/States';
import { maxEscalated } from './bulk';
import type { Begun } from './BulkActs';
import { BulkBar } from './BulkBar';
import { bulkQueryOf, isFiltered, type QueueSearch, queryOf, viewOf } from './filters';
import { columnsOf } from './columns';
import { ColumnsMenu } from './ColumnsMenu';
import { type Group, GroupTable } from './GroupTable';
import { QueueFilters } from './QueueFilters';
import { QueueTable, type QueueTableHandle } from './QueueTable';
import { type Alert, useQueue } from './queue';
import { useQueueKeys } from './queueKeys';
import { useMarks } from './marks';
import { ViewsMenu } from './ViewsMenu';
import { type Disposition, isConflict, useTriage } from './triage';

const route = getRouteApi('/alerts');

// What comes after the first look at the queue is fetched behind it, before a key asks for it.
const acts = () => import('./BulkActs');
const closings = () => import('./CloseOne');
const progress = () => import('./BulkProgress');
const alertPage = () => import('./AlertPage');
const BulkActs = lazy(() => acts().then((it) => ({ default: it.BulkActs })));
const CloseOne = lazy(() => closings().then((it) => ({ default: it.CloseOne })));
const BulkProgress = lazy(() => progress().then((it) => ({ default: it.BulkProgress })));

/** What cannot be fetched now is asked for again when it is needed, and its failure is shown then. */
function fetchTheRest(): void {
  void Promise.allSettled([acts(), closings(), progress(), alertPage()]);
}

export function QueuePage() {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can, user } = useSession();
  const { message } = App.useApp();
  const { settings } = useProfile();
  const by = search.by === 'entity' || search.by === 'rule' ? search.by : null;
  const queue = useQueue(search, by === null);
  const ruleName = useRuleNames(queue.rows);
  const marks = useMarks(viewOf(search));
  const [closing, setClosing] = useState<{ row: Alert; preset?: Disposition } | null>(null);
  const [begun, setBegun] = useState<Begun | null>(null);
  const input = useRef<InputRef>(null);
  const table = useRef<QueueTableHandle>(null);
  const mayTriage = can('alert:triage');
  const columns = useMemo(() => columnsOf(search.cols, settings.queueColumns), [search.cols, settings.queueColumns]);
  const n = new Intl.NumberFormat(i18n.language);

  const change = useCallback(
    (to: Partial<QueueSearch>) =>
      void navigate({ search: (old) => ({ ...old, sel: undefined, ...to }), replace: true }),
    [navigate],
  );
  const watch = useCallback(
    (job: string | undefined) =>
      void navigate({ search: (old) => ({ ...old, job }), replace: true, resetScroll: false }),
    [navigate],
  );
  const focusRow = useCallback((id: string) => table.current?.focusRow(id), []);
  const select = useCallback(
    (row: Alert) => {
      void navigate({ search: (old) => ({ ...old, sel: row.id }), replace: true, resetScroll: false });
      focusRow(row.id);
    },
    [navigate, focusRow],
  );
  const open = useCallback(
    (row: Alert) => void navigate({ to: '/alerts/$id', params: { id: row.id }, search: {} }),
    [navigate],
  );
  const onlyEntity = useCallback((entity: string) => change({ entity }), [change]);
  const onlyRule = useCallback((rule: string) => change({ rule }), [change]);
  const { hasMore, isLoadingMore, loadMore } = queue;
  const onEnd = useCallback(() => {
    if (hasMore && !isLoadingMore) loadMore();
  }, [hasMore, isLoadingMore, loadMore]);

  // Coming back from an alert: its row has the focus again.
  const ready = queue.rows.length > 0;
  const cameBackTo = useRef(search.sel);
  useEffect(() => {
    if (ready && cameBackTo.current) {
      focusRow(cameBackTo.current);
      cameBackTo.current = undefined;
    }
  }, [ready, focusRow]);
  useEffect(() => (ready ? whenIdle(fetchTheRest) : undefined), [ready]);
  // So it has when a dialog goes; a frame later, after the dialog has let go of the focus.
  const back = closing?.row.id ?? (begun ? search.sel : undefined);
  useEffect(() => {
    if (!back) return;
    return () => void requestAnimationFrame(() => focusRow(back));
  }, [back, focusRow]);

  const query = () => queryOf(viewOf(search), user.username, new Date());
  const triage = useTriage((done) => {
    void message.success(t('alerts.done.acknowledge', { name: done.assignee ?? '' }));
  });
  const acknowledge = (row: Alert) => {
    if (triage.isPending) return;
    if (row.status !== 'new') {
      void message.info(t(`alerts.already.${row.status}`));
      return;
    }
    triage.mutate(
      { id: row.id, action: 'acknowledge', body: { version: row.version } },
      {
        onError: (problem) =>
          void message.error(
            isConflict(problem) ? t('alerts.conflict.title') : problemText(t, problem).title,
          ),
      },
    );
  };
  /** What an act is about: the marked rows, everything, or else the row under the cursor. */
  const begin = (act: Begun['act'], row?: Alert) => {
    if (act === 'acknowledge' && row && !marks.all && marks.marked.size === 0) {
      acknowledge(row);
      return;
    }
    const ids = marks.all ? [] : marks.marked.size > 0 ? [...marks.marked] : row ? [row.id] : [];
    const first = queue.rows.find((one) => (marks.all ? true : ids.includes(one.id))) ?? row;
    if (!mayTriage || !first) return;
    setBegun({
      act,
      target: marks.all
        ? { query: bulkQueryOf(query()), count: queue.total, exact: queue.totalExact }
        : { query: { ids }, count: ids.length, exact: true },
      title: `${pick(first.title, i18n.language)} · ${first.entity.value}`,
      severity: first.severity,
    });
  };
  const beginGroup = (group: Group, act: Begun['act']) => {
    const about: Record<string, string> =
      by === 'rule' ? { rule: group.rule ?? '' } : { entity: group.value ?? '', entityType: group.type ?? '' };
    setBegun({
      act,
      target: {
        query: bulkQueryOf({ ...query(), ...about, status: 'new,acknowledged' }),
        count: group.alerts,
        exact: true,
      },
      title: group.value ?? group.name ?? '',
      severity: group.severity,
    });
  };

  const selected = queue.rows.findIndex((row) => row.id === search.sel);
  useQueueKeys({
    rows: queue.rows,
    selected,
    grouped: by !== null,
    marking: marks.all || marks.marked.size > 0,
    mayTriage,
    onSelect: select,
    onOpen: open,
    onEnd,
    onMark: marks.toggle,
    onBegin: begin,
    onClose: (row, preset) => {
      if (row.status === 'closed') void message.info(t('alerts.already.closed'));
      else setClosing({ row, preset });
    },
    onRefresh: queue.refresh,
    onSearch: () => input.current?.focus(),
    onEscape: () => {
      if (marks.all || marks.marked.size > 0) marks.clear();
      else {
        change({});
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      }
    },
  });

  // The queue may have newer knowledge of the row than when the dialog was opened.
  const closingNow = closing && (queue.rows.find((row) => row.id === closing.row.id) ?? closing.row);
  const wantedStatus = queryOf(viewOf(search), user.username, new Date()).status;
  const isGone = useCallback(
    (row: Alert) => wantedStatus !== undefined && !wantedStatus.split(',').includes(row.status),
    [wantedStatus],
  );
  const totalText = t('alerts.total', {
    count: queue.total,
    n: `${n.format(queue.total)}${queue.totalExact ? '' : '+'}`,
  });
  const filtered = isFiltered(search);
  return (
    <Page
      title={t('nav.alerts')}
      subtitle={by ? t('alerts.group.subtitle') : queue.isPending ? t('common.loading') : totalText}
      actions={
        <>
          <ViewsMenu search={search} open={(to) => void navigate({ search: to })} />
          {!by && (
            <ColumnsMenu
              columns={columns}
              onChange={(chosen) =>
                void navigate({ search: (old) => ({ ...old, cols: chosen?.join(',') }), replace: true })
              }
            />
          )}
        </>
      }
    >
      <QueueFilters
        search={search}
        change={change}
        clear={() => void navigate({ search: { status: search.status, by: search.by, cols: search.cols } })}
        refresh={queue.refresh}
        ruleName={ruleName}
        inputRef={input}
      >
        <Segmented
          size="small"
          aria-label={t('alerts.group.label')}
          value={by ?? 'none'}
          options={(['none', 'entity', 'rule'] as const).map((value) => ({ value, label: t(`alerts.group.by.${value}`) }))}
          onChange={(value) => change({ by: value === 'none' ? undefined : value })}
        />
      </QueueFilters>
      {search.job && (
        <Suspense fallback={null}>
          <BulkProgress id={search.job} rows={queue.rows} watch={watch} />
        </Suspense>
      )}
      <div aria-live="polite" className="wf-arrivals">
        {queue.away ? (
          <span className="wf-away">{t('alerts.away')}</span>
        ) : (
          queue.arrived > 0 && (
            <Button size="small" type="primary" icon={<ArrowUpOutlined />} onClick={queue.refresh}>
              {t('alerts.arrived', { count: queue.arrived, n: `${n.format(queue.arrived)}${queue.arrivedMore ? '+' : ''}` })}
            </Button>
          )
        )}
      </div>
      <div className="wf-card wf-card-flush">
        {by ? (
          <GroupTable
            search={search}
            by={by}
            markable={mayTriage}
            onOpen={(group) =>
              change({ by: undefined, ...(by === 'rule' ? { rule: group.rule } : { entity: group.value }) })
            }
            onAct={beginGroup}
          />
        ) : queue.isPending ? (
          <LoadingRows rows={10} />
        ) : queue.error && !ready ? (
          <ErrorState error={queue.error} retry={queue.refresh} />
        ) : !ready ? (
          <EmptyState
            title={t(filtered ? 'alerts.empty.filtered' : 'alerts.empty.title')}
            hint={t(filtered ? 'alerts.empty.filteredHint' : 'alerts.empty.hint')}
            action={
              filtered && (
                <Button onClick={() => void navigate({ search: {} })}>{t('alerts.filter.clear')}</Button>
              )
            }
          />
        ) : (
          <QueueTable
            handle={table}
            rows={queue.rows}
            total={queue.total}
            columns={columns}
            selectedId={search.sel}
            marked={marks.marked}
            allMarked={marks.all}
            markable={mayTriage}
            isGone={isGone}
            onMarkAll={(on) => marks.set(on ? queue.rows.slice(0, marks.most).map((row) => row.id) : [])}
            onSelect={select}
            onOpen={open}
            onMark={marks.toggle}
            onEntity={onlyEntity}
            onRule={onlyRule}
            onEnd={onEnd}
          />
        )}
      </div>
      {isLoadingMore && <LoadingRows rows={2} />}
      {!by && ready && (marks.all || marks.marked.size > 0) && (
        <BulkBar
          marked={marks.marked.size}
          all={marks.all}
          total={queue.total}
          totalExact={queue.totalExact}
          maxEscalated={maxEscalated}
          onAll={marks.takeAll}
          onClear={marks.clear}
          onDo={(act) => begin(act)}
        />
      )}
      <Suspense fallback={null}>
        {closingNow && (
          <CloseOne
            alert={closingNow}
            preset={closing?.preset}
            onCancel={() => setClosing(null)}
            onClosed={() => {
              setClosing(null);
              void message.success(t('alerts.done.close'));
            }}
          />
        )}
        {begun && (
          <BulkActs
            key={`${begun.act} ${JSON.stringify(begun.target.query)}`}
            begun={begun}
            onStarted={(job) => {
              marks.clear();
              watch(String(job.id));
            }}
            onEscalated={(caseId) => {
              marks.clear();
              void navigate({ to: '/cases/$id', params: { id: caseId }, search: {} });
            }}
            onEnd={() => setBegun(null)}
          />
        )}
      </Suspense>
    </Page>
  );
}
