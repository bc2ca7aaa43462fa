import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { Field } from '../../ui/Field';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { ImpactLines } from './Impact';
import type { KeyDetail, VersionAct } from './keys';

export type KeyWish = { act: VersionAct; version: number } | { act: 'rotate' | 'hold' } | { act: 'destroy'; version?: number };

interface Props {
  it: KeyDetail;
  wish: KeyWish;
  onClose: () => void;
}

/** Something done with a key: at once with a reason, or asked for where nobody may do it alone. */
export function KeyDialog({ it, wish, onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [recipient, setRecipient] = useState('');
  const version = 'version' in wish ? wish.version : undefined;
  const name = version === undefined ? it.id : `${it.id} · ${t('vault.versionNo', { n: version })}`;
  const title = t(`vault.ask.${wish.act}`, { name });
  if (wish.act === 'destroy' || wish.act === 'compromise' || wish.act === 'export') {
    return (
      <AskApproval
        kind={`key.${wish.act}`}
        target={it.id}
        parameters={{ ...(version === undefined ? {} : { version }), ...(wish.act === 'export' ? { recipient: recipient.trim() } : {}) }}
        title={title}
        explain={
          <>
            <p>{t(`vault.explain.${wish.act}`)}</p>
            {wish.act === 'destroy' && <ImpactLines id={it.id} version={version} />}
          </>
        }
        ready={wish.act !== 'export' || recipient.trim().startsWith('-----BEGIN PUBLIC KEY-----')}
        onClose={onClose}
      >
        {wish.act === 'export' && (
          <Field label={t('vault.recipient')} htmlFor={id} hint={t('vault.recipientHint')}>
            <Input.TextArea
              id={id}
              className="wf-mono"
              rows={6}
              spellCheck={false}
              value={recipient}
              onChange={(e) => setRecipient(e.target.value)}
            />
          </Field>
        )}
      </AskApproval>
    );
  }
  return <Alone it={it} act={wish.act} version={version} title={title} onClose={onClose} />;
}

function Alone({
  it,
  act,
  version,
  title,
  onClose,
}: {
  it: KeyDetail;
  act: 'rotate' | 'hold' | 'suspend' | 'resume' | 'deactivate';
  version: number | undefined;
  title: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const work = useMutation({
    mutationFn: async (reason: string): Promise<void> => {
      const body = { reason };
      const path = { id: it.id };
      if (act === 'rotate') await call('post', '/keys/{id}/rotate', { path, body });
      else if (act === 'hold') await call('post', '/keys/{id}/holds', { path, body });
      else {
        const of = { path: { ...path, version: version ?? it.version }, body };
        if (act === 'suspend') await call('post', '/keys/{id}/versions/{version}/suspend', of);
        else if (act === 'resume') await call('post', '/keys/{id}/versions/{version}/resume', of);
        else await call('post', '/keys/{id}/versions/{version}/deactivate', of);
      }
    },
    onSuccess: () => {
      void message.success(t(`vault.done.${act}`));
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <ReasonDialog
      title={title}
      explain={<p>{t(`vault.explain.${act}`)}</p>}
      submit={t(`vault.act.${act}`)}
      danger={act === 'suspend' || act === 'deactivate'}
      busy={work.isPending}
      problem={work.error}
      onSubmit={(reason) => work.mutate(reason)}
      onCancel={onClose}
    />
  );
}
