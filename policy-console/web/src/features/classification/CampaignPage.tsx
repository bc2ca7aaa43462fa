import { DownloadOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { download } from '../../api/http';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { saveFile } from '../../lib/file';
import { LevelChip } from '../../ui/Labels';
import { Meter } from '../../ui/Meter';
import { Card, Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { ReviewDialog } from './ReviewDialog';

const route = getRouteApi('/classification/campaigns/$id');
type Item = Schema<'CampaignItem'>;
const tones = { keep: 'ok', raise: 'info', 'lower-request': 'warn' } as const;

/** One review: its assets, what was said of each, and the evidence of it. */
export function CampaignPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [reviewing, setReviewing] = useState<Item | null>(null);
  const campaign = useQuery({
    queryKey: ['classification', 'campaign', id],
    queryFn: ({ signal }) => call('get', '/classification/campaigns/{id}', { path: { id }, signal }),
  });
  const open = search.open === '1' ? (1 as const) : undefined;
  const items = useQuery({
    queryKey: ['classification', 'campaign', id, 'items', open ?? 0, search.cursor ?? ''],
    queryFn: ({ signal }) =>
      call('get', '/classification/campaigns/{id}/items', { path: { id }, query: { open, cursor: search.cursor }, signal }),
  });
  const evidence = useMutation({
    mutationFn: () => download('GET', `/classification/campaigns/${encodeURIComponent(id)}/evidence`, {}),
    onSuccess: saveFile,
  });
  if (campaign.isPending) return <LoadingRows />;
  if (campaign.isError) return <ErrorState error={campaign.error} retry={() => void campaign.refetch()} />;
  const it = campaign.data;
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Page
      title={it.title}
      subtitle={
        <>
          {t('classification.dueOn', { day: it.due })} · {it.createdBy} · <When at={it.createdAt} precision="minute" />
        </>
      }
      actions={
        <>
          <Link to="/classification" search={{ tab: 'campaigns' }}>
            {t('classification.allCampaigns')}
          </Link>
          <Button icon={<DownloadOutlined />} loading={evidence.isPending} onClick={() => evidence.mutate()}>
            {t('classification.evidence')}
          </Button>
        </>
      }
    >
      <InlineProblem error={evidence.error} />
      <Card>
        <Meter
          label={t('classification.progress')}
          done={it.decided}
          of={it.assets}
          text={t('classification.progressText', {
            decided: n.format(it.decided),
            assets: n.format(it.assets),
            raised: n.format(it.raised),
            lower: n.format(it.lowerRequested),
          })}
        />
      </Card>
      <div className="wf-filters">
        <Segmented
          aria-label={t('classification.which')}
          value={open ? 'open' : 'all'}
          options={[
            { value: 'all', label: t('common.all') },
            { value: 'open', label: t('classification.undecided') },
          ]}
          onChange={(value) =>
            void navigate({ search: { open: value === 'open' ? '1' : undefined }, replace: true })
          }
        />
      </div>
      <div className="wf-card wf-card-flush">
        {items.isPending ? (
          <LoadingRows />
        ) : items.isError ? (
          <ErrorState error={items.error} retry={() => void items.refetch()} />
        ) : items.data.items.length === 0 ? (
          <EmptyState title={t('classification.noItems')} hint={t('classification.noItemsHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('classification.asset')}</th>
                <th>{t('assets.owner')}</th>
                <th className="wf-w-level">{t('classification.atStart')}</th>
                <th className="wf-w-level">{t('classification.recommended')}</th>
                <th>{t('classification.decision')}</th>
                <th>
                  <span className="wf-hidden">{t('classification.review')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.data.items.map((item) => (
                <tr key={item.asset}>
                  <td>
                    <Link className="wf-strong" to="/classification" search={{ asset: item.asset }}>
                      {item.name}
                    </Link>
                    <small>{item.asset}</small>
                  </td>
                  <td>{item.owner ?? <span className="wf-none">{t('common.none')}</span>}</td>
                  <td>{item.level ? <LevelChip rank={item.level} /> : <span className="wf-none">{t('assets.ungraded')}</span>}</td>
                  <td>{item.recommended ? <LevelChip rank={item.recommended} /> : <span className="wf-none">–</span>}</td>
                  <td>
                    {item.decision ? (
                      <>
                        <span className={`wf-tag wf-tone-${tones[item.decision]}`}>{t(`classification.say.${item.decision}`)}</span>{' '}
                        {item.toLevel && <LevelChip rank={item.toLevel} />}
                        <small>
                          {item.decidedBy} {item.decidedAt && <When at={item.decidedAt} precision="minute" />} {item.comment}
                        </small>
                      </>
                    ) : (
                      <span className="wf-none">{t('classification.undecided')}</span>
                    )}
                  </td>
                  <td className="wf-buttons">
                    {can('classification:review') && !item.decision && (
                      <Button size="small" onClick={() => setReviewing(item)}>
                        {t('classification.review')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Pager
        cursor={search.cursor}
        next={items.data?.next}
        shown={items.data?.items.length ?? 0}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
      {reviewing && <ReviewDialog campaign={id} item={reviewing} onClose={() => setReviewing(null)} />}
    </Page>
  );
}
