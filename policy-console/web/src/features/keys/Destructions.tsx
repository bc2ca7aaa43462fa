import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useSession } from '../../app/session';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { When } from '../../ui/When';
import type { KeyDetail } from './keys';

const tones = { scheduled: 'warn', blocked: 'info', done: 'none', cancelled: 'none' } as const;

/** Destructions: scheduled after others agreed, called off by one. */
export function Destructions({ it }: { it: KeyDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [calling, setCalling] = useState<Schema<'KeyDestruction'> | null>(null);
  const cancel = useMutation({
    mutationFn: (reason: string) =>
      call('post', '/keys/{id}/destructions/{destruction}/cancel', {
        path: { id: it.id, destruction: calling?.id ?? 0 },
        body: { reason },
      }),
    onSuccess: () => {
      setCalling(null);
      void message.success(t('vault.calledOff'));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <Card title={t('vault.destructions')}>
      {it.destructions.length === 0 ? (
        <p className="wf-hint">{t('vault.noDestructions')}</p>
      ) : (
        <ul className="wf-plain-list">
          {it.destructions.map((one) => (
            <li key={one.id}>
              <div>
                <span className={`wf-tag wf-tone-${tones[one.state]}`}>{t(`vault.destruction.${one.state}`)}</span>{' '}
                {one.version === null ? t('vault.allVersions') : t('vault.versionNo', { n: one.version })} ·{' '}
                {t('vault.due')} <When at={one.due} relative={one.state === 'scheduled'} />
                <small>
                  {one.reason} · {one.scheduledBy} ·{' '}
                  <Link to="/approvals" search={{ tab: 'ended', id: one.approval }}>
                    {t('approvals.look')}
                  </Link>
                </small>
              </div>
              {can('key:rotate') && (one.state === 'scheduled' || one.state === 'blocked') && (
                <Button size="small" onClick={() => setCalling(one)}>
                  {t('vault.callOff')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {calling && (
        <ReasonDialog
          title={t('vault.callOffTitle')}
          submit={t('vault.callOff')}
          busy={cancel.isPending}
          problem={cancel.error}
          onSubmit={(reason) => cancel.mutate(reason)}
          onCancel={() => setCalling(null)}
        />
      )}
    </Card>
  );
}
