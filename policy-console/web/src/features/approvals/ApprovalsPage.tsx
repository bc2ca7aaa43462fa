import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { useShortcuts } from '../../ui/shortcuts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { Tabs } from '../../ui/Tabs';
import { When } from '../../ui/When';
import { ApprovalDetail } from './ApprovalDetail';
import { type Approval, tabOf, tabs, useApprovals, useAwaiting } from './approvals';
import { StateTag } from './StateTag';

const route = getRouteApi('/approvals');

export function ApprovalsPage() {
  const { t } = useTranslation();
  const { user, can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = tabOf(search.tab);
  const list = useApprovals(tab, search.cursor);
  const waiting = useAwaiting(can('approval:decide'));
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const belongs = (a: Approval) =>
    tab === 'awaiting' ? a.mayDecide : tab === 'mine' ? a.requester === user.username : true;
  const all = (list.data?.items ?? []).filter(belongs);
  const kinds = [...new Set(all.map((a) => a.kind))].sort();
  const rows = all.filter((a) => !search.kind || a.kind === search.kind);
  const chosen = search.id ?? rows[0]?.id;
  const step = (by: number) => {
    const at = rows.findIndex((a) => a.id === chosen);
    const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (to) change({ id: to.id });
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });
  return (
    <Page title={t('nav.approvals')} subtitle={t('approvals.subtitle')}>
      <div className="wf-filters">
        <Tabs
          label={t('approvals.views')}
          value={tab}
          tabs={tabs.map((key) => ({
            key,
            label: t(`approvals.tab.${key}`),
            count: key === 'awaiting' && waiting > 0 ? waiting : undefined,
          }))}
          onChange={(to) => change({ tab: to, id: undefined, cursor: undefined, kind: undefined })}
        />
        <span className="wf-grow" />
        {(kinds.length > 1 || search.kind) && (
          <Select
            className="wf-select-wide"
            aria-label={t('approvals.kindLabel')}
            value={search.kind ?? ''}
            options={[
              { value: '', label: t('approvals.everyKind') },
              ...kinds.map((kind) => ({ value: kind, label: t(`approvals.kind.${kind}`, { defaultValue: kind }) })),
            ]}
            onChange={(kind) => change({ kind: kind || undefined, id: undefined })}
          />
        )}
      </div>
      {list.isPending ? (
        <div className="wf-card">
          <LoadingRows />
        </div>
      ) : list.isError ? (
        <div className="wf-card">
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        </div>
      ) : rows.length === 0 && !search.id ? (
        <div className="wf-card">
          <EmptyState title={t(`approvals.empty.${tab}`)} hint={t(`approvals.emptyHint.${tab}`)} />
        </div>
      ) : (
        <div className="wf-split">
          <ol className="wf-list" aria-label={t('approvals.list')}>
            {rows.map((approval) => (
              <ApprovalLine
                key={approval.id}
                approval={approval}
                chosen={approval.id === chosen}
                onOpen={() => change({ id: approval.id })}
              />
            ))}
            {rows.length === 0 && <li className="wf-list-none">{t(`approvals.empty.${tab}`)}</li>}
          </ol>
          {chosen && <ApprovalDetail key={chosen} id={chosen} onDecided={() => change({ id: chosen })} />}
        </div>
      )}
      <Pager
        cursor={search.cursor}
        next={list.data?.next}
        shown={rows.length}
        onGo={(cursor, pages) =>
          void navigate({ search: (old) => ({ ...old, cursor, id: undefined }), state: { pages } })
        }
      />
    </Page>
  );
}

function ApprovalLine({
  approval,
  chosen,
  onOpen,
}: {
  approval: Approval;
  chosen: boolean;
  onOpen: () => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <button type="button" className="wf-list-item" aria-current={chosen || undefined} onClick={onOpen}>
        <span className="wf-list-top">
          <b>{t(`approvals.kind.${approval.kind}`, { defaultValue: approval.kind })}</b>
          <StateTag state={approval.state} />
        </span>
        <span className="wf-list-text">{pick(approval.summary, i18n.language)}</span>
        <small>
          {approval.requester} · <When at={approval.requestedAt} precision="minute" />
        </small>
      </button>
    </li>
  );
}
