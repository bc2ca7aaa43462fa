import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../api/client';
import type { NewAccount } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';

const names: (keyof NewAccount)[] = ['displayName', 'username', 'personId'];

interface Props {
  onCreated: (username: string) => void;
  onClose: () => void;
}

/** A new account has no role: the security administrator grants it. Its password is shown once. */
export function CreateDialog({ onCreated, onClose }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const [account, setAccount] = useState<NewAccount>({ username: '', displayName: '', personId: '' });
  const create = useMutation({
    mutationFn: () =>
      api.createUser({
        username: account.username.trim(),
        displayName: account.displayName.trim(),
        personId: account.personId.trim(),
      }),
    onSuccess: (created) => {
      onCreated(created.username);
      return client.invalidateQueries({ queryKey: ['users'] });
    },
  });
  const complete = names.every((name) => account[name].trim() !== '');
  if (create.data) {
    return (
      <Modal
        open
        title={t('users.created', { name: create.data.username })}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        footer={
          <Button type="primary" onClick={onClose}>
            {t('users.passwordNoted')}
          </Button>
        }
      >
        <p>{t('users.passwordOnce')}</p>
        <p className="wf-password">
          <Copyable text={create.data.password} />
        </p>
        <p className="wf-hint">{t('users.noRoleYet')}</p>
      </Modal>
    );
  }
  return (
    <Modal
      open
      title={t('users.add')}
      okText={t('users.create')}
      okButtonProps={{ disabled: !complete }}
      confirmLoading={create.isPending}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <InlineProblem error={create.error} />
      <div className="wf-form">
        {names.map((name) => (
          <Field key={name} label={t(`users.${name}`)} htmlFor={ids + name} hint={t(`users.${name}Hint`)}>
            <Input
              id={ids + name}
              value={account[name]}
              autoComplete="off"
              onChange={(event) => setAccount((old) => ({ ...old, [name]: event.target.value }))}
            />
          </Field>
        ))}
      </div>
    </Modal>
  );
}
