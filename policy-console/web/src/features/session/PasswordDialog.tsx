import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useSession } from '../../app/session';
import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';

const shortest = 12;
const fields = ['current', 'next', 'again'] as const;

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const { user } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [typed, setTyped] = useState({ current: '', next: '', again: '' });
  const change = useMutation({
    mutationFn: () => api.changePassword(typed.current, typed.next),
    onSuccess: () => {
      client.setQueryData<Session | null>(
        ['session'],
        (old) => old && { ...old, user: { ...old.user, passwordChangeDue: false } },
      );
      void message.success(t('password.changed'));
      onClose();
    },
  });
  const differs = typed.again !== '' && typed.again !== typed.next;
  const ready = typed.current !== '' && typed.next.length >= shortest && typed.again === typed.next;
  return (
    <Modal
      open
      width={420}
      title={t('password.title')}
      okText={t('password.submit')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={change.isPending}
      onOk={() => change.mutate()}
      onCancel={onClose}
    >
      <p className="wf-hint">{t(user.passwordChangeDue ? 'password.due' : 'password.hint')}</p>
      <InlineProblem error={change.error} />
      <div className="wf-form">
        {fields.map((name) => (
          <div key={name} className="wf-field">
            <label htmlFor={ids + name}>{t(`password.${name}`)}</label>
            <Input.Password
              id={ids + name}
              value={typed[name]}
              status={name === 'again' && differs ? 'error' : undefined}
              autoComplete={name === 'current' ? 'current-password' : 'new-password'}
              onChange={(event) => setTyped((old) => ({ ...old, [name]: event.target.value }))}
              onPressEnter={() => ready && change.mutate()}
            />
          </div>
        ))}
      </div>
    </Modal>
  );
}
