import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Lamp, type Tone } from '../../ui/Lamp';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { RevokeDialog } from './RevokeDialog';

type Certificate = Schema<'AgentCertificate'>;

const route = getRouteApi('/agents');
const states = ['live', 'expired', 'revoked'] as const;
const tones: Record<Certificate['state'], Tone> = { live: 'ok', expired: 'none', revoked: 'bad' };

/** The page's list: of all agents, in the state that the URL names. */
export function Certificates() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state = states.find((s) => s === search.state);
  return (
    <>
      <div className="wf-filters">
        <Segmented
          aria-label={t('agents.state')}
          value={state ?? 'all'}
          options={(['all', ...states] as const).map((value) => ({
            value,
            label: value === 'all' ? t('common.all') : t(`agents.certificates.state.${value}`),
          }))}
          onChange={(value) =>
            void navigate({ search: (old) => ({ ...old, state: value === 'all' ? undefined : String(value) }), replace: true })
          }
        />
        <p className="wf-hint">{t('agents.certificates.hint')}</p>
      </div>
      <CertificateList state={state} />
    </>
  );
}

/** What ends first comes first. */
export function CertificateList({ agent, state }: { agent?: string; state?: Certificate['state'] }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [revoking, setRevoking] = useState<Certificate | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['agent-certificates', agent, state],
    queryFn: ({ pageParam, signal }) =>
      call('get', '/agents/certificates', { query: { agent, state, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((p) => p.items ?? []) ?? [];
  return (
    <>
      <div className="wf-card wf-card-flush">
        {list.isPending ? (
          <LoadingRows rows={5} />
        ) : list.isError ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t('agents.certificates.none')} hint={t('agents.certificates.noneHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('agents.agent')}</th>
                <th>{t('agents.state')}</th>
                <th>{t('agents.certificates.serial')}</th>
                <th>{t('agents.certificates.issued')}</th>
                <th>{t('agents.certificates.renew')}</th>
                <th>{t('agents.certificateEnds')}</th>
                <th>
                  <span className="wf-hidden">{t('agents.certificates.revoke')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((c) => (
                <tr key={c.serial}>
                  <td>
                    <b>{c.agentId}</b>
                  </td>
                  <td>
                    <Lamp tone={tones[c.state]}>{t(`agents.certificates.state.${c.state}`)}</Lamp>
                    {c.reason && <small>{t(`agents.certificates.reason.${c.reason}`, { defaultValue: c.reason })}</small>}
                  </td>
                  <td>
                    <Copyable text={c.serial} short={12} />
                  </td>
                  <td>
                    <When at={c.issuedAt} precision="minute" />
                  </td>
                  <td>
                    <When at={c.renewAfter} precision="day" />
                  </td>
                  <td>
                    <When at={c.notAfter} precision="minute" relative />
                  </td>
                  <td className="wf-buttons">
                    {c.state === 'live' && can('agent:revoke') && (
                      <Button size="small" danger onClick={() => setRevoking(c)}>
                        {t('agents.certificates.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {list.hasNextPage && (
        <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('agents.more')}
        </Button>
      )}
      {revoking && <RevokeDialog certificate={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}
