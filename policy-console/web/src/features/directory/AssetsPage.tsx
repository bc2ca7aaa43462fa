import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Checkbox, Select } from 'antd';
import { call } from '../../api/call';
import { assetKinds } from '../../api/types';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { DirectoryPicker } from '../../ui/DirectoryPicker';
import { Chips, LevelChip, MarkingChip } from '../../ui/Labels';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { SearchBox } from '../../ui/SearchBox';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { AssetEditor } from './AssetEditor';
import { LevelFilter, levelOf } from './LevelFilter';
import { ObjectDrawer } from './ObjectDrawer';
import type { Asset } from './objects';

const route = getRouteApi('/assets');
const newId = '+';

export function AssetsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const mayWrite = can('asset:write');
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, cursor: undefined, ...to }), replace: true });
  const open = (id: string | undefined) => void navigate({ search: (old) => ({ ...old, id }), replace: true });
  const query = {
    q: search.q,
    kind: search.kind,
    owner: search.owner,
    department: search.department,
    below: search.department && search.below ? (1 as const) : undefined,
    level: levelOf(search.level),
    cursor: search.cursor,
    limit: 50,
  };
  const assets = useQuery({
    queryKey: ['assets', 'page', query],
    queryFn: ({ signal }) => call('get', '/assets', { query, signal }),
    placeholderData: (old) => old,
  });
  const filtered = Boolean(search.q || search.kind || search.owner || search.department || search.level);
  const rows = assets.data?.items ?? [];
  return (
    <Page
      title={t('nav.assets')}
      subtitle={t('assets.subtitle')}
      actions={
        mayWrite && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => open(newId)}>
            {t('assets.add')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Select
          className="wf-filter-level"
          aria-label={t('assets.kind.label')}
          placeholder={t('assets.kind.label')}
          allowClear
          value={search.kind}
          options={assetKinds.map((value) => ({ value: value as string, label: t(`assets.kind.${value}`) }))}
          onChange={(kind: string | undefined) => change({ kind })}
        />
        <SearchBox label={t('assets.search')} value={search.q} onSearch={(q) => change({ q })} />
        <LevelFilter ungraded label={t('assets.level')} value={search.level} onChange={(level) => change({ level })} />
        <span className="wf-filter-picker">
          <DirectoryPicker kind="person" label={t('assets.owner')} placeholder={t('assets.owner')} value={search.owner} onChange={(owner) => change({ owner })} />
        </span>
        <span className="wf-filter-picker">
          <DirectoryPicker kind="department" label={t('people.department')} placeholder={t('people.department')} value={search.department} onChange={(department) => change({ department })} />
        </span>
        {search.department && (
          <Checkbox checked={Boolean(search.below)} onChange={(e) => change({ below: e.target.checked ? '1' : undefined })}>
            {t('departments.below')}
          </Checkbox>
        )}
      </div>
      <div className="wf-card wf-card-flush" aria-busy={assets.isFetching}>
        {assets.isPending ? (
          <LoadingRows />
        ) : assets.isError ? (
          <ErrorState error={assets.error} retry={() => void assets.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t(filtered ? 'common.noMatch' : 'assets.empty')} hint={t(filtered ? 'common.noMatchHint' : 'assets.emptyHint')} />
        ) : (
          <AssetTable rows={rows} chosen={search.id} onOpen={open} />
        )}
      </div>
      <Pager
        cursor={search.cursor}
        next={assets.data?.next}
        shown={rows.length}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
      {search.id === newId && mayWrite && <AssetEditor asset={null} readOnly={false} onClose={() => open(undefined)} />}
      {search.id && search.id !== newId && (
        <ObjectDrawer key={search.id} kind="assets" id={search.id} onClose={() => open(undefined)}>
          {(asset) => <AssetEditor asset={asset} readOnly={!mayWrite} onClose={() => open(undefined)} />}
        </ObjectDrawer>
      )}
    </Page>
  );
}

function AssetTable({ rows, chosen, onOpen }: { rows: Asset[]; chosen: string | undefined; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <table className="wf-table wf-table-rows">
      <thead>
        <tr>
          <th>{t('assets.name')}</th>
          <th className="wf-w-kind">{t('assets.kind.label')}</th>
          <th>{t('assets.selectors')}</th>
          <th className="wf-w-level">{t('assets.level')}</th>
          <th className="wf-w-marking">{t('assets.marking')}</th>
          <th>{t('assets.owner')}</th>
          <th>{t('assets.departments')}</th>
          <th>{t('assets.tags')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((asset) => (
          <tr key={asset.id} className="wf-row" aria-current={asset.id === chosen || undefined} onClick={() => onOpen(asset.id)}>
            <td>
              <button type="button" className="wf-link wf-strong">
                {asset.name}
              </button>
              <small>{asset.id}</small>
            </td>
            <td>{t(`assets.kind.${asset.kind}`)}</td>
            <td>
              {(asset.selectors ?? []).slice(0, 2).map((selector) => (
                <code key={selector} className="wf-selector">
                  {selector}
                </code>
              ))}
              {(asset.selectors ?? []).length > 2 && (
                <small>{t('assets.moreSelectors', { count: (asset.selectors ?? []).length - 2 })}</small>
              )}
            </td>
            <td>{asset.level ? <LevelChip rank={asset.level} /> : <span className="wf-tag wf-tone-warn">{t('assets.ungraded')}</span>}</td>
            <td>
              <MarkingChip marking={asset.marking ?? null} />
            </td>
            <td>
              {asset.owner ?? <span className="wf-none">{t('common.none')}</span>}
              {asset.review && <small>{t('assets.reviewOn', { day: asset.review })}</small>}
            </td>
            <td>
              <Chips values={asset.departments ?? []} empty={t('assets.anyDepartment')} />
            </td>
            <td>
              <Chips values={asset.tags ?? []} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
