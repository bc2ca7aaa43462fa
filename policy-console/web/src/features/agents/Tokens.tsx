import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Lamp, type Tone } from '../../ui/Lamp';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { TokenDialog } from './TokenDialog';

type Token = Schema<'EnrolmentToken'>;

const tones: Record<Token['state'], Tone> = { open: 'warn', used: 'ok', expired: 'none', revoked: 'none' };
const key = ['agent-tokens'];

/** Enrolment tokens: each is good for one certificate of one agent, and shown once. */
export function Tokens() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const tokens = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => call('get', '/agents/tokens', { query: { limit: 100, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => call('delete', '/agents/tokens/{id}', { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  const rows = tokens.data?.pages.flatMap((p) => p.items ?? []) ?? [];
  return (
    <>
      <div className="wf-filters">
        <p className="wf-hint wf-grow">{t('agents.tokens.hint')}</p>
        {can('agent:enrol') && (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t('agents.tokens.make')}
          </Button>
        )}
      </div>
      <InlineProblem error={revoke.error} />
      <div className="wf-card wf-card-flush">
        {tokens.isPending ? (
          <LoadingRows rows={6} />
        ) : tokens.isError ? (
          <ErrorState error={tokens.error} retry={() => void tokens.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t('agents.tokens.none')} hint={t('agents.tokens.noneHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('agents.agent')}</th>
                <th>{t('agents.state')}</th>
                <th>{t('agents.tokens.made')}</th>
                <th>{t('agents.tokens.expires')}</th>
                <th>{t('agents.tokens.used')}</th>
                <th>
                  <span className="wf-hidden">{t('agents.tokens.revoke')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((token) => (
                <tr key={token.id}>
                  <td>
                    <b>{token.agentId}</b>
                    <small>{token.note}</small>
                  </td>
                  <td>
                    <Lamp tone={tones[token.state]}>{t(`agents.tokens.state.${token.state}`)}</Lamp>
                  </td>
                  <td>
                    <When at={token.createdAt} precision="minute" />
                    <small>{token.createdBy}</small>
                  </td>
                  <td>
                    <When at={token.expiresAt} precision="minute" relative />
                  </td>
                  <td>
                    {token.usedAt ? (
                      <>
                        <When at={token.usedAt} precision="minute" />
                        <small>{token.usedFrom}</small>
                      </>
                    ) : (
                      '-'
                    )}
                  </td>
                  <td className="wf-buttons">
                    {token.state === 'open' && can('agent:enrol') && (
                      <Button
                        size="small"
                        danger
                        onClick={() =>
                          modal.confirm({
                            title: t('agents.tokens.revokeTitle', { agent: token.agentId }),
                            okText: t('agents.tokens.revoke'),
                            okButtonProps: { danger: true },
                            onOk: () => revoke.mutateAsync(token.id),
                          })
                        }
                      >
                        {t('agents.tokens.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {tokens.hasNextPage && (
        <Button block loading={tokens.isFetchingNextPage} onClick={() => void tokens.fetchNextPage()}>
          {t('agents.more')}
        </Button>
      )}
      {making && (
        <TokenDialog
          onClose={() => {
            setMaking(false);
            void queries.invalidateQueries({ queryKey: key });
          }}
        />
      )}
    </>
  );
}
