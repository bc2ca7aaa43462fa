import { ArrowUpOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, type InputRef } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import type { AlertSummary } from '../../api/types';
import { pick } from '../../i18n';
import { Page } from '../../ui/Page';
import { useShortcuts } from '../../ui/shortcuts';
import { EmptyState, ErrorState, LoadingRows, problemText } from '../../ui/States';
import { CloseDialog } from './CloseDialog';
import { QueueFilters } from './QueueFilters';
import { QueueTable } from './QueueTable';
import { type QueueSearch, useQueue } from './queue';
import { isConflict, useTriage } from './triage';

const route = getRouteApi('/alerts');

export function QueuePage() {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const { message } = App.useApp();
  const queue = useQueue(search);
  const [closing, setClosing] = useState<AlertSummary | null>(null);
  const input = useRef<InputRef>(null);
  const table = useRef<HTMLDivElement>(null);
  const mayTriage = can('alert:triage');
  const selected = queue.rows.findIndex((row) => row.id === search.sel);

  const change = useCallback(
    (to: Partial<QueueSearch>) =>
      void navigate({ search: (old) => ({ ...old, sel: undefined, ...to }), replace: true }),
    [navigate],
  );
  const onlyEntity = useCallback((entity: string) => change({ entity }), [change]);
  const focusRow = useCallback((id: string) => {
    const row = table.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, []);
  const select = useCallback(
    (row: AlertSummary | undefined) => {
      if (!row) return;
      void navigate({ search: (old) => ({ ...old, sel: row.id }), replace: true, resetScroll: false });
      focusRow(row.id);
    },
    [navigate, focusRow],
  );
  const open = useCallback(
    (row: AlertSummary | undefined) => {
      if (row) void navigate({ to: '/alerts/$id', params: { id: row.id }, search: {} });
    },
    [navigate],
  );

  // Coming back from an alert: its row has the focus again.
  const ready = queue.rows.length > 0;
  const cameBackTo = useRef(search.sel);
  useEffect(() => {
    if (ready && cameBackTo.current) {
      focusRow(cameBackTo.current);
      cameBackTo.current = undefined;
    }
  }, [ready, focusRow]);

  // So it has when the close dialog goes; a frame later, after the dialog has let go of the focus.
  const closingId = closing?.id;
  useEffect(() => {
    if (!closingId) return;
    return () => void requestAnimationFrame(() => focusRow(closingId));
  }, [closingId, focusRow]);

  const triage = useTriage((done) => {
    void message.success(t('alerts.done.acknowledge', { name: done.assignee ?? '' }));
  });
  const acknowledge = (row: AlertSummary | undefined) => {
    if (!row || !mayTriage || triage.isPending) return;
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
  const startClose = (row: AlertSummary | undefined) => {
    if (!row || !mayTriage) return;
    if (row.status === 'closed') void message.info(t('alerts.already.closed'));
    else setClosing(row);
  };
  const step = (by: number) => {
    const next = selected < 0 ? 0 : selected + by;
    if (next >= queue.rows.length - 5 && queue.hasMore && !queue.isLoadingMore) queue.loadMore();
    select(queue.rows[Math.max(0, Math.min(queue.rows.length - 1, next))]);
  };
  const current = queue.rows[selected];
  useShortcuts({
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    Enter: () => open(current),
    a: () => acknowledge(current),
    c: () => startClose(current),
    r: () => queue.refresh(),
    '/': () => input.current?.focus(),
    Escape: () => {
      change({});
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  });

  const filtered = Boolean(
    search.severity || search.q || search.rule || search.entity || search.t || search.from || search.to,
  );
  const n = new Intl.NumberFormat(i18n.language);
  // The queue may have newer knowledge of the row than when the dialog was opened.
  const closingNow = closing && (queue.rows.find((row) => row.id === closing.id) ?? closing);
  return (
    <Page
      title={t('nav.alerts')}
      subtitle={
        queue.isPending ? t('common.loading') : t('alerts.total', { count: queue.total, n: n.format(queue.total) })
      }
    >
      <QueueFilters search={search} change={change} refresh={queue.refresh} inputRef={input} />
      <div aria-live="polite" className="wf-arrivals">
        {queue.arrived > 0 && (
          <Button size="small" type="primary" icon={<ArrowUpOutlined />} onClick={queue.refresh}>
            {t('alerts.arrived', { count: queue.arrived })}
          </Button>
        )}
      </div>
      <div ref={table} className="wf-card wf-card-flush">
        {queue.isPending ? (
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
            rows={queue.rows}
            selectedId={search.sel}
            onSelect={select}
            onOpen={open}
            onEntity={onlyEntity}
          />
        )}
      </div>
      {ready && queue.hasMore && (
        <Button block className="wf-more" loading={queue.isLoadingMore} onClick={queue.loadMore}>
          {t('common.more', { shown: n.format(queue.rows.length), total: n.format(queue.total) })}
        </Button>
      )}
      {closingNow && (
        <CloseDialog
          alert={{
            id: closingNow.id,
            version: closingNow.version,
            title: pick(closingNow.title, i18n.language),
          }}
          onCancel={() => setClosing(null)}
          onClosed={() => {
            setClosing(null);
            void message.success(t('alerts.done.close'));
          }}
        />
      )}
    </Page>
  );
}
