import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Meter } from '../../ui/Meter';
import { Page } from '../../ui/Page';
import { SearchBox } from '../../ui/SearchBox';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { hierarchy, type Key, keyStates, rotateAt, useVault } from './keys';
import { KeyStateTag } from './KeyStateTag';
import { NewKeyDialog } from './NewKeyDialog';
import { VaultBanner } from './VaultBanner';

const route = getRouteApi('/keys');

export function KeysPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const vault = useVault();
  const open = vault.data?.state === 'unsealed';
  const keys = useQuery({
    queryKey: ['keys', 'list'],
    queryFn: ({ signal }) => call('get', '/keys', { signal }),
    enabled: open,
  });
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const q = search.q?.toLocaleLowerCase() ?? '';
  const fits = (key: Key) =>
    (!search.state || (search.state === 'due' ? key.rotationDue : key.state === search.state)) &&
    [key.id, key.purpose, key.description].some((text) => text.toLocaleLowerCase().includes(q));
  const branches = hierarchy(keys.data?.items ?? [], fits);
  return (
    <Page
      title={t('nav.keys')}
      subtitle={t('vault.subtitle')}
      actions={
        can('key:write') &&
        open && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {t('vault.newKey')}
          </Button>
        )
      }
    >
      {vault.isError && <ErrorState error={vault.error} retry={() => void vault.refetch()} />}
      {vault.data && <VaultBanner vault={vault.data} />}
      {open && (
        <>
          <div className="wf-filters">
            <Select
              className="wf-select-wide"
              aria-label={t('vault.stateLabel')}
              value={search.state ?? ''}
              options={[
                { value: '', label: t('vault.everyState') },
                { value: 'due', label: t('vault.rotationDue') },
                ...keyStates.map((value) => ({ value: value as string, label: t(`vault.keyState.${value}`) })),
              ]}
              onChange={(state) => change({ state: state || undefined })}
            />
            <SearchBox label={t('vault.search')} value={search.q} onSearch={(text) => change({ q: text })} />
          </div>
          <div className="wf-card wf-card-flush">
            {keys.isPending ? (
              <LoadingRows />
            ) : keys.isError ? (
              <ErrorState error={keys.error} retry={() => void keys.refetch()} />
            ) : branches.length === 0 ? (
              <EmptyState
                title={t(keys.data.items.length === 0 ? 'vault.empty' : 'common.noMatch')}
                hint={t(keys.data.items.length === 0 ? 'vault.emptyHint' : 'common.noMatchHint')}
              />
            ) : (
              <table className="wf-table">
                <thead>
                  <tr>
                    <th>{t('vault.key')}</th>
                    <th>{t('vault.purpose')}</th>
                    <th className="wf-w-status">{t('vault.stateLabel')}</th>
                    <th className="wf-number">{t('vault.version')}</th>
                    <th>{t('vault.use')}</th>
                    <th className="wf-w-time">{t('vault.created')}</th>
                  </tr>
                </thead>
                <tbody>
                  <tr className="wf-key-root">
                    <td colSpan={6}>
                      <b>{t('vault.root')}</b> <span className="wf-hint">{vault.data && t(`vault.rootWhere.${vault.data.kind}`)}</span>
                    </td>
                  </tr>
                  {branches.map(({ domain, data }) => [
                    domain && <Row key={domain.id} it={domain} depth={1} />,
                    ...data.map((one) => <Row key={one.id} it={one} depth={2} />),
                  ])}
                </tbody>
              </table>
            )}
          </div>
        </>
      )}
      {creating && <NewKeyDialog domains={(keys.data?.items ?? []).filter((k) => k.kind === 'domain')} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Row({ it, depth }: { it: Key; depth: 1 | 2 }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <tr>
      <td className={`wf-key-depth-${depth}`}>
        <Link className="wf-strong" to="/keys/$id" params={{ id: it.id }}>
          {it.id}
        </Link>
        <small>{t(`vault.keyKind.${it.kind}`)}</small>
      </td>
      <td>
        {it.purpose}
        <small>{it.description}</small>
      </td>
      <td>
        <KeyStateTag state={it.state} />
        {it.rotationDue && <span className="wf-tag wf-tone-warn">{t('vault.rotationDue')}</span>}
      </td>
      <td className="wf-number">{it.version}</td>
      <td>
        <Meter label={t('vault.useOf', { id: it.id })} done={it.sealed} of={rotateAt} text={t('vault.times', { n: n.format(it.sealed) })} />
      </td>
      <td>
        <When at={it.createdAt} precision="minute" />
        <small>{it.createdBy}</small>
      </td>
    </tr>
  );
}
