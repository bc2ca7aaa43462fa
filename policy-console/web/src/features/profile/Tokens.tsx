import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Chips } from '../../ui/Labels';
import { Card } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows, problemText } from '../../ui/States';
import { When } from '../../ui/When';
import { NewTokenDialog } from './NewTokenDialog';

/** API tokens: what programs may do in one's name, at most what one may do oneself. */
export function Tokens() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => call('get', '/tokens', { signal }) });
  const revoke = useMutation({
    mutationFn: (id: string) => call('delete', '/tokens/{id}', { path: { id } }),
    onSuccess: () => void message.success(t('profile.revoked')),
    onError: (problem) => {
      const text = problemText(t, problem);
      modal.error({ title: text.title, content: text.detail });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  const state = (revokedAt: string | null, expiresAt: string) =>
    revokedAt ? 'revoked' : new Date(expiresAt).getTime() < Date.now() ? 'expired' : 'live';
  return (
    <Card
      title={t('profile.tokens')}
      extra={
        <Button size="small" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t('profile.newToken')}
        </Button>
      }
      flush
    >
      {tokens.isPending ? (
        <LoadingRows rows={2} />
      ) : tokens.isError ? (
        <ErrorState error={tokens.error} retry={() => void tokens.refetch()} />
      ) : tokens.data.items.length === 0 ? (
        <EmptyState title={t('profile.noTokens')} hint={t('profile.noTokensHint')} />
      ) : (
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t('profile.tokenName')}</th>
              <th>{t('profile.permissions')}</th>
              <th className="wf-w-state">{t('profile.state')}</th>
              <th className="wf-w-time">{t('profile.created')}</th>
              <th className="wf-w-time">{t('profile.expires')}</th>
              <th>
                <span className="wf-hidden">{t('profile.revoke')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.items.map((token) => {
              const now = state(token.revokedAt, token.expiresAt);
              return (
                <tr key={token.id}>
                  <td className="wf-strong">{token.name}</td>
                  <td>
                    <Chips values={token.permissions} />
                  </td>
                  <td>
                    <span className={`wf-tag wf-tone-${now === 'live' ? 'ok' : 'none'}`}>{t(`profile.token.${now}`)}</span>
                  </td>
                  <td>
                    <When at={token.createdAt} precision="minute" />
                  </td>
                  <td>
                    <When at={token.expiresAt} precision="minute" relative={now === 'live'} />
                  </td>
                  <td className="wf-buttons">
                    {now === 'live' && (
                      <Button
                        size="small"
                        danger
                        onClick={() =>
                          void modal.confirm({
                            title: t('profile.revokeQuestion', { name: token.name }),
                            content: t('profile.revokeHint'),
                            okText: t('profile.revoke'),
                            okButtonProps: { danger: true },
                            onOk: () => revoke.mutateAsync(token.id).catch(() => undefined),
                          })
                        }
                      >
                        {t('profile.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {making && <NewTokenDialog onClose={() => setMaking(false)} />}
    </Card>
  );
}
