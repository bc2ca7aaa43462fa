import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows, problemText } from '../../ui/States';
import { Tabs } from '../../ui/Tabs';
import { When } from '../../ui/When';
import { PolicyCard } from './PolicyCard';
import { PolicyDiff } from './PolicyDiff';
import { VerifiedMark } from './VerifiedMark';

const route = getRouteApi('/access/versions/$version');

export function VersionPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { version } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const { modal } = App.useApp();
  const view = search.view === 'diff' ? 'diff' : 'policies';
  const query = useQuery({
    queryKey: ['access', 'version', version],
    queryFn: ({ signal }) => call('get', '/access/versions/{version}', { path: { version }, signal }),
  });
  const diff = useQuery({
    queryKey: ['access', 'version', version, 'diff'],
    queryFn: ({ signal }) => call('get', '/access/versions/{version}/diff', { path: { version }, signal }),
    enabled: view === 'diff',
  });
  const rollBack = useMutation({
    mutationFn: () =>
      call('post', '/access/drafts', {
        body: { title: t('access.rollBackTitle', { n: version }), fromVersion: Number(version) },
      }),
    onSuccess: (draft) => void go({ to: '/access/drafts/$id', params: { id: draft.id }, search: { view: 'diff' } }),
    onError: (problem) => {
      const text = problemText(t, problem);
      modal.error({ title: text.title, content: text.detail });
    },
  });
  if (query.isPending) return <LoadingRows />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const it = query.data;
  return (
    <Page
      title={t('access.versionNo', { n: it.version })}
      subtitle={it.title}
      actions={
        <>
          <Link to="/access" search={{ tab: 'versions' }}>
            {t('access.allVersions')}
          </Link>
          {can('policy:draft') && !it.inForce && (
            <Button loading={rollBack.isPending} onClick={() => rollBack.mutate()}>
              {t('access.rollBack')}
            </Button>
          )}
        </>
      }
    >
      <Card>
        <dl className="wf-facts">
          <dt>{t('access.verified')}</dt>
          <dd>
            <VerifiedMark /> {it.inForce && <span className="wf-chip wf-chip-force">{t('access.inForce')}</span>}
          </dd>
          <dt>{t('access.publishedAt')}</dt>
          <dd>
            <When at={it.publishedAt} />
          </dd>
          <dt>{t('access.asked')}</dt>
          <dd>{it.requester}</dd>
          <dt>{t('access.agreed')}</dt>
          <dd>
            {it.approvers?.join(t('common.listSeparator'))}{' '}
            {it.approval && (
              <Link to="/approvals" search={{ tab: 'ended', id: it.approval }}>
                {t('approvals.look')}
              </Link>
            )}
          </dd>
          {it.dryRun && (
            <>
              <dt>{t('access.dryRun')}</dt>
              <dd>
                <Link to="/access/dry-runs/$id" params={{ id: it.dryRun }}>
                  {t('access.seeDryRun')}
                </Link>
              </dd>
            </>
          )}
          <dt>{t('access.hash')}</dt>
          <dd>
            <Copyable text={it.hash} short={24} />
          </dd>
          <dt>{t('access.previousHash')}</dt>
          <dd>{it.previousHash ? <Copyable text={it.previousHash} short={24} /> : t('common.none')}</dd>
        </dl>
      </Card>
      <div className="wf-filters">
        <Tabs
          label={t('access.views')}
          value={view}
          tabs={[
            { key: 'policies', label: t('access.policiesOf') },
            { key: 'diff', label: t('access.diffToBefore') },
          ]}
          onChange={(to) => void navigate({ search: { view: to }, replace: true })}
        />
      </div>
      {view === 'policies' ? (
        (it.set?.policies ?? []).map((policy) => <PolicyCard key={policy.id} policy={policy} />)
      ) : diff.isPending ? (
        <LoadingRows />
      ) : diff.isError ? (
        <ErrorState error={diff.error} retry={() => void diff.refetch()} />
      ) : (
        <PolicyDiff diff={diff.data.difference} />
      )}
    </Page>
  );
}
