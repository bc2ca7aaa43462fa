import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { api } from '../../api/client';
import { type Asset, assetKinds } from '../../api/types';
import { Chips, LevelChip, MarkingChip } from '../../ui/Labels';
import { Page } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { AssetEditor } from './AssetEditor';
import { matches, useDirectory } from './editing';

const route = getRouteApi('/assets');
const newId = '+';

export function AssetsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const { message } = App.useApp();
  const assets = useQuery({ queryKey: ['assets'], queryFn: ({ signal }) => api.assets(signal) });
  const directory = useDirectory('assets', { save: api.saveAsset, remove: api.deleteAsset });
  const mayWrite = can('asset:write');
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const rows = (assets.data ?? []).filter(
    (a) =>
      (!search.kind || a.kind === search.kind) &&
      matches(search.q, a.id, a.name, ...a.selectors, ...a.compartments, ...a.departments),
  );
  const chosen = assets.data?.find((a) => a.id === search.id) ?? null;
  const editing = search.id === newId || chosen !== null;
  const close = () => {
    directory.save.reset();
    directory.remove.reset();
    change({ id: undefined });
  };
  return (
    <Page
      title={t('nav.assets')}
      subtitle={t('assets.subtitle')}
      actions={
        mayWrite && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ id: newId })}>
            {t('assets.add')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Segmented
          aria-label={t('assets.kind.label')}
          value={search.kind ?? ''}
          options={['', ...assetKinds].map((value) => ({
            value,
            label: t(value === '' ? 'common.all' : `assets.kind.${value}`),
          }))}
          onChange={(value) => change({ kind: value || undefined })}
        />
        <Input
          className="wf-filter-text"
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t('assets.search')}
          aria-label={t('assets.search')}
          defaultValue={search.q}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
        <span className="wf-grow" />
        <span className="wf-hint">{assets.data && t('assets.count', { count: rows.length })}</span>
      </div>
      <div className="wf-card wf-card-flush">
        {assets.isPending ? (
          <LoadingRows />
        ) : assets.isError ? (
          <ErrorState error={assets.error} retry={() => void assets.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t(assets.data.length === 0 ? 'assets.empty' : 'common.noMatch')}
            hint={t(assets.data.length === 0 ? 'assets.emptyHint' : 'common.noMatchHint')}
          />
        ) : (
          <AssetTable rows={rows} chosen={search.id} onOpen={(id) => change({ id })} />
        )}
      </div>
      {editing && (
        <AssetEditor
          key={search.id}
          asset={chosen}
          taken={assets.data?.map((a) => a.id) ?? []}
          readOnly={!mayWrite}
          busy={directory.save.isPending}
          problem={directory.save.error ?? directory.remove.error}
          onClose={close}
          onSave={(id, version, body) =>
            directory.save.mutate(
              { id, version, body },
              {
                onSuccess: () => {
                  close();
                  void message.success(t('directory.saved', { name: body.name }));
                },
              },
            )
          }
          onDelete={(asset) =>
            directory.remove.mutate(asset, {
              onSuccess: () => {
                close();
                void message.success(t('directory.deleted', { name: asset.name }));
              },
            })
          }
        />
      )}
    </Page>
  );
}

function AssetTable({
  rows,
  chosen,
  onOpen,
}: {
  rows: Asset[];
  chosen: string | undefined;
  onOpen: (id: string) => void;
}) {
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
          <th>{t('assets.compartments')}</th>
          <th>{t('assets.departments')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((asset) => (
          <tr
            key={asset.id}
            className="wf-row"
            aria-current={asset.id === chosen || undefined}
            onClick={() => onOpen(asset.id)}
          >
            <td>
              <button type="button" className="wf-link wf-strong">
                {asset.name}
              </button>
              <small>{asset.id}</small>
            </td>
            <td>{t(`assets.kind.${asset.kind}`)}</td>
            <td>
              {asset.selectors.slice(0, 2).map((selector) => (
                <code key={selector} className="wf-selector">
                  {selector}
                </code>
              ))}
              {asset.selectors.length > 2 && (
                <small>{t('assets.moreSelectors', { count: asset.selectors.length - 2 })}</small>
              )}
            </td>
            <td>
              <LevelChip rank={asset.level} />
            </td>
            <td>
              <MarkingChip marking={asset.marking} />
            </td>
            <td>
              <Chips values={asset.compartments} />
            </td>
            <td>
              <Chips values={asset.departments} empty={t('assets.anyDepartment')} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
