import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Modal, Segmented } from 'antd';
import { useId, useState } from 'react';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { Tabs } from '../../ui/Tabs';
import { When } from '../../ui/When';
import { Enforcement } from './Enforcement';
import { Versions } from './Versions';

const route = getRouteApi('/access');
const tabs = ['drafts', 'versions', 'enforcement'] as const;

export function AccessPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const tab = tabs.find((name) => name === search.tab) ?? 'drafts';
  return (
    <Page
      title={t('nav.access')}
      subtitle={t('access.subtitle')}
      actions={
        can('policy:draft') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {t('access.newDraft')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Tabs
          label={t('access.views')}
          value={tab}
          tabs={tabs.map((key) => ({ key, label: t(`access.tab.${key}`) }))}
          onChange={(to) => void navigate({ search: { tab: to }, replace: true })}
        />
        <span className="wf-grow" />
        {tab === 'drafts' && (
          <Segmented
            aria-label={t('access.draftStates')}
            value={search.state === 'all' ? 'all' : 'open'}
            options={[
              { value: 'open', label: t('access.openDrafts') },
              { value: 'all', label: t('common.all') },
            ]}
            onChange={(state) =>
              void navigate({ search: (old) => ({ ...old, state: state === 'all' ? 'all' : undefined, cursor: undefined }), replace: true })
            }
          />
        )}
      </div>
      {tab === 'drafts' && <Drafts />}
      {tab === 'versions' && <Versions />}
      {tab === 'enforcement' && <Enforcement />}
      {creating && <NewDraft onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Drafts() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state = search.state === 'all' ? 'all' : 'open';
  const drafts = useQuery({
    queryKey: ['access', 'drafts', state, search.cursor ?? ''],
    queryFn: ({ signal }) => call('get', '/access/drafts', { query: { state, cursor: search.cursor }, signal }),
  });
  return (
    <>
      <div className="wf-card wf-card-flush">
        {drafts.isPending ? (
          <LoadingRows />
        ) : drafts.isError ? (
          <ErrorState error={drafts.error} retry={() => void drafts.refetch()} />
        ) : drafts.data.items.length === 0 ? (
          <EmptyState title={t('access.noDrafts')} hint={t('access.noDraftsHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('access.draftTitle')}</th>
                <th className="wf-w-status">{t('access.state')}</th>
                <th className="wf-number">{t('access.policies')}</th>
                <th className="wf-number">{t('access.base')}</th>
                <th>{t('access.author')}</th>
                <th className="wf-w-time">{t('access.changed')}</th>
              </tr>
            </thead>
            <tbody>
              {drafts.data.items.map((draft) => (
                <tr key={draft.id}>
                  <td>
                    <Link className="wf-strong" to="/access/drafts/$id" params={{ id: draft.id }}>
                      {draft.title}
                    </Link>
                  </td>
                  <td>
                    <span className={`wf-tag wf-tone-${draft.state === 'open' ? 'warn' : draft.state === 'published' ? 'ok' : 'none'}`}>
                      {t(`access.draftState.${draft.state}`)}
                    </span>
                  </td>
                  <td className="wf-number">{draft.policies}</td>
                  <td className="wf-number">{draft.baseVersion || t('common.none')}</td>
                  <td>{draft.author}</td>
                  <td>
                    <When at={draft.changedAt} precision="minute" />
                    {draft.changedBy !== draft.author && <small>{draft.changedBy}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Pager
        cursor={search.cursor}
        next={drafts.data?.next}
        shown={drafts.data?.items.length ?? 0}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
    </>
  );
}

/** A new draft holds the policies in force, or, before any is, those that ship. */
function NewDraft({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const create = useMutation({
    mutationFn: () => call('post', '/access/drafts', { body: { title: title.trim() } }),
    onSuccess: (draft) => {
      void client.invalidateQueries({ queryKey: ['access', 'drafts'] });
      void navigate({ to: '/access/drafts/$id', params: { id: draft.id } });
    },
  });
  return (
    <Modal
      open
      title={t('access.newDraft')}
      okText={t('access.begin')}
      okButtonProps={{ disabled: title.trim() === '' }}
      confirmLoading={create.isPending}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <InlineProblem error={create.error} />
      <div className="wf-form">
        <Field label={t('access.draftTitle')} htmlFor={id} hint={t('access.newDraftHint')}>
          <Input
            id={id}
            autoFocus
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            onPressEnter={() => title.trim() && create.mutate()}
          />
        </Field>
      </div>
    </Modal>
  );
}
