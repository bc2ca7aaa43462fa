import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';
import type { Vault } from './keys';

/** A keeper gives his share, or the one secret. It is kept nowhere, here neither. */
export function GiveShare({ vault }: { vault: Vault }) {
  const { t } = useTranslation();
  const id = useId();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const shares = vault.kind === 'shares';
  const give = useMutation({
    mutationFn: () => call('post', '/keys/unseal', { body: shares ? { share: typed.trim() } : { secret: typed } }),
    onSuccess: (now) => {
      setTyped('');
      client.setQueryData(['keys', 'vault'], now);
      void message.success(t(now.state === 'unsealed' ? 'vault.state.unsealed' : 'vault.shareTaken'));
      if (now.state === 'unsealed') void client.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') give.mutate();
      }}
    >
      <InlineProblem error={give.error} />
      <Field label={t(shares ? 'vault.myShare' : 'vault.mySecret')} htmlFor={id} hint={t(shares ? 'vault.myShareHint' : 'vault.mySecretHint')}>
        <Input.Password
          id={id}
          className="wf-mono"
          autoComplete="off"
          maxLength={512}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      </Field>
      <div className="wf-decision-buttons">
        <Button type="primary" htmlType="submit" disabled={typed.trim() === ''} loading={give.isPending}>
          {t('vault.giveIt')}
        </Button>
      </div>
    </form>
  );
}
