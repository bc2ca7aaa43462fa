import { SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { FleetTable } from './FleetTable';
import { troubles } from './fleet';

const route = getRouteApi('/agents');
const pageSize = 100;
const typingMillis = 300;

/** All agents, those that need a hand first. */
export function Fleet() {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true, resetScroll: false });
  const [typed, setTyped] = useState(search.q ?? '');
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== (search.q ?? '')) change({ q: typed || undefined });
    }, typingMillis);
    return () => clearTimeout(timer);
  });
  const trouble = [...troubles, 'none' as const].find((x) => x === search.trouble);
  const fleet = useInfiniteQuery({
    queryKey: ['fleet', search.q, trouble],
    queryFn: ({ pageParam, signal }) =>
      call('get', '/agents/fleet', { query: { q: search.q, trouble, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const first = fleet.data?.pages[0];
  const rows = fleet.data?.pages.flatMap((p) => p.items) ?? [];
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <div className="wf-filters">
        <div className="wf-toggles" role="group" aria-label={t('agents.filter')}>
          {troubles.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={trouble === value}
              onClick={() => change({ trouble: trouble === value ? undefined : value })}
            >
              {t(`agents.trouble.${value}`)} <b>{n.format(first?.troubles[value] ?? 0)}</b>
            </button>
          ))}
        </div>
        <Input
          className="wf-filter-text"
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          aria-label={t('agents.search')}
          placeholder={t('agents.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="wf-grow" />
        {first && (
          <span className="wf-hint" role="status">
            {t('agents.count', { n: n.format(first.total), all: n.format(first.all) })} · <When at={first.at} />
          </span>
        )}
      </div>
      <div className="wf-card wf-card-flush">
        {fleet.isPending ? (
          <LoadingRows rows={10} />
        ) : fleet.isError && rows.length === 0 ? (
          <ErrorState error={fleet.error} retry={() => void fleet.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t(first?.all === 0 ? 'agents.none' : 'common.noMatch')}
            hint={t(first?.all === 0 ? 'agents.noneHint' : 'common.noMatchHint')}
          />
        ) : (
          <FleetTable
            rows={rows}
            total={first?.total ?? rows.length}
            onNearEnd={() => {
              if (fleet.hasNextPage && !fleet.isFetchingNextPage && !fleet.isError) void fleet.fetchNextPage();
            }}
          />
        )}
      </div>
      {rows.length > 0 && <InlineProblem error={fleet.error} />}
      <p className="wf-hint">{t('agents.silentMeans', { minutes: (first?.silentAfterSeconds ?? 300) / 60 })}</p>
    </>
  );
}
