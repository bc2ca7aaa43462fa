import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useSession } from '../../app/session';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { When } from '../../ui/When';
import type { KeyDetail } from './keys';

/** Legal holds: while one stands, nothing is destroyed. Who placed it does not release it. */
export function Holds({ it }: { it: KeyDetail }) {
  const { t } = useTranslation();
  const { can, user } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [releasing, setReleasing] = useState<Schema<'KeyHold'> | null>(null);
  const release = useMutation({
    mutationFn: (reason: string) =>
      call('post', '/keys/{id}/holds/{hold}/release', { path: { id: it.id, hold: releasing?.id ?? 0 }, body: { reason } }),
    onSuccess: () => {
      setReleasing(null);
      void message.success(t('vault.released'));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <Card title={t('vault.holds')}>
      {it.holds.length === 0 ? (
        <p className="wf-hint">{t('vault.noHolds')}</p>
      ) : (
        <ul className="wf-plain-list">
          {it.holds.map((hold) => (
            <li key={hold.id}>
              <div>
                {hold.reason}
                <small>
                  {hold.placedBy} · <When at={hold.placedAt} precision="minute" />
                </small>
              </div>
              {can('key:release') && (
                <Button size="small" disabled={hold.placedBy === user.username} onClick={() => setReleasing(hold)}>
                  {t('vault.release')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {releasing && (
        <ReasonDialog
          title={t('vault.releaseTitle')}
          explain={<p>{releasing.reason}</p>}
          submit={t('vault.release')}
          busy={release.isPending}
          problem={release.error}
          onSubmit={(reason) => release.mutate(reason)}
          onCancel={() => setReleasing(null)}
        />
      )}
    </Card>
  );
}
