import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { api } from '../../api/client';
import { type Account, businessRoles, officerRoles } from '../../api/types';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { SearchBox } from '../../ui/SearchBox';
import { EmptyState, ErrorState, LoadingRows, problemText } from '../../ui/States';
import { When } from '../../ui/When';
import { CreateDialog } from './CreateDialog';
import { Officers } from './Officers';
import { RolesDialog } from './RolesDialog';

const route = getRouteApi('/users');
const roles = [...officerRoles, ...businessRoles];

export function UsersPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can, user: self } = useSession();
  const query = { q: search.q, role: roles.find((role) => role === search.role), cursor: search.cursor, limit: 50 };
  const users = useQuery({
    queryKey: ['users', 'page', query],
    queryFn: ({ signal }) => call('get', '/users', { query, signal }),
    placeholderData: (old) => old,
  });
  const [creating, setCreating] = useState(false);
  const [granting, setGranting] = useState<Account | null>(null);
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, cursor: undefined, ...to }), replace: true });
  const rows = users.data?.items ?? [];
  return (
    <Page
      title={t('nav.users')}
      subtitle={t('users.subtitle')}
      actions={
        can('user:write') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {t('users.add')}
          </Button>
        )
      }
    >
      <Officers />
      <div className="wf-filters">
        <SearchBox label={t('users.search')} value={search.q} onSearch={(q) => change({ q })} />
        <Select
          className="wf-filter-select"
          aria-label={t('users.roles')}
          allowClear
          placeholder={t('users.roles')}
          value={query.role}
          options={roles.map((value) => ({ value, label: t(`role.${value}.name`) }))}
          onChange={(role?: string) => change({ role })}
        />
        <span className="wf-grow" />
        <span className="wf-hint">{t(`users.may.${whatMay(can)}`)}</span>
      </div>
      <div className="wf-card wf-card-flush" aria-busy={users.isFetching}>
        {users.isPending ? (
          <LoadingRows />
        ) : users.isError ? (
          <ErrorState error={users.error} retry={() => void users.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t('common.noMatch')} hint={t('common.noMatchHint')} />
        ) : (
          <AccountTable rows={rows} self={self.username} onGrant={setGranting} />
        )}
      </div>
      <Pager
        cursor={search.cursor}
        next={users.data?.next}
        shown={rows.length}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
      {creating && (
        <CreateDialog
          onCreated={(username) => void navigate({ search: { q: username } })}
          onClose={() => setCreating(false)}
        />
      )}
      {granting && <RolesDialog account={granting} onClose={() => setGranting(null)} />}
    </Page>
  );
}

function whatMay(can: (permission: string) => boolean): 'create' | 'grant' | 'look' {
  if (can('user:write')) return 'create';
  return can('role:grant') ? 'grant' : 'look';
}

function AccountTable({
  rows,
  self,
  onGrant,
}: {
  rows: Account[];
  self: string;
  onGrant: (account: Account) => void;
}) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const status = useMutation({
    mutationFn: (to: { username: string; enabled: boolean }) => api.setUserStatus(to.username, to.enabled),
    onSuccess: (_answer, to) =>
      void message.success(t(to.enabled ? 'users.enabled' : 'users.disabled', { name: to.username })),
    onError: (problem) => {
      const text = problemText(t, problem);
      modal.error({ title: text.title, content: text.detail });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
  const ask = (account: Account) =>
    modal.confirm({
      title: t(account.enabled ? 'users.disableQuestion' : 'users.enableQuestion', {
        name: account.displayName,
      }),
      content: t(account.enabled ? 'users.disableHint' : 'users.enableHint'),
      okText: t(account.enabled ? 'users.disable' : 'users.enable'),
      onOk: () => status.mutateAsync({ username: account.username, enabled: !account.enabled }),
    });
  return (
    <table className="wf-table">
      <thead>
        <tr>
          <th>{t('users.account')}</th>
          <th>{t('users.person')}</th>
          <th>{t('users.roles')}</th>
          <th className="wf-w-status">{t('users.status')}</th>
          <th className="wf-w-time">{t('users.lastLogin')}</th>
          <th className="wf-w-buttons">
            <span className="wf-hidden">{t('users.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((account) => (
          <tr key={account.username}>
            <td>
              <b>{account.displayName}</b>
              {account.username === self && <span className="wf-chip">{t('users.self')}</span>}
              <small>{account.username}</small>
            </td>
            <td>
              <code>{account.personId}</code>
            </td>
            <td>
              {account.roles.length === 0 ? (
                <span className="wf-none">{t('role.none')}</span>
              ) : (
                account.roles.map((role) => (
                  <span key={role} className={`wf-role${officerRoles.includes(role) ? ' wf-role-officer' : ''}`}>
                    {t(`role.${role}.name`)}
                  </span>
                ))
              )}
            </td>
            <td>
              <span className={`wf-state-dot wf-state-${account.enabled ? 'active' : 'left'}`}>
                {t(account.enabled ? 'users.isEnabled' : 'users.isDisabled')}
              </span>
            </td>
            <td>
              {account.lastLogin ? (
                <When at={account.lastLogin} relative />
              ) : (
                <span className="wf-none">{t('users.never')}</span>
              )}
            </td>
            <td className="wf-buttons">
              {can('role:grant') && (
                <Button size="small" disabled={account.username === self} onClick={() => onGrant(account)}>
                  {t('users.grant')}
                </Button>
              )}
              {can('user:write') && (
                <Button
                  size="small"
                  danger={account.enabled}
                  disabled={account.username === self}
                  onClick={() => void ask(account)}
                >
                  {t(account.enabled ? 'users.disable' : 'users.enable')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
