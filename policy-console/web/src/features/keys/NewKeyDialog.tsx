import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';
import type { Key } from './keys';

const idForm = /^[a-z][a-z0-9-]{1,39}$/;

export function NewKeyDialog({ domains, onClose }: { domains: Key[]; onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState({ id: '', domain: '', purpose: '', description: '' });
  const put = (to: Partial<typeof typed>) => setTyped((old) => ({ ...old, ...to }));
  const create = useMutation({
    mutationFn: () =>
      call('post', '/keys', {
        body: {
          id: typed.id.trim(),
          domain: typed.domain || null,
          purpose: typed.purpose.trim(),
          description: typed.description.trim(),
        },
      }),
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: ['keys'] });
      void navigate({ to: '/keys/$id', params: { id: key.id } });
    },
  });
  const badId = typed.id !== '' && !idForm.test(typed.id.trim());
  return (
    <Modal
      open
      title={t('vault.newKey')}
      okText={t('vault.create')}
      okButtonProps={{ disabled: badId || [typed.id, typed.purpose, typed.description].some((text) => text.trim() === '') }}
      confirmLoading={create.isPending}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <InlineProblem error={create.error} />
      <div className="wf-form">
        <Field label={t('vault.keyId')} htmlFor={`${ids}id`} hint={t('vault.keyIdHint')} problem={badId ? t('vault.keyIdBad') : undefined}>
          <Input id={`${ids}id`} autoFocus value={typed.id} onChange={(e) => put({ id: e.target.value })} />
        </Field>
        <Field label={t('vault.wrappedBy')} htmlFor={`${ids}dom`} hint={t('vault.wrappedByHint')}>
          <Select
            id={`${ids}dom`}
            value={typed.domain}
            options={[{ value: '', label: t('vault.asDomain') }, ...domains.map((d) => ({ value: d.id, label: `${d.id} · ${d.purpose}` }))]}
            onChange={(domain) => put({ domain })}
          />
        </Field>
        {(['purpose', 'description'] as const).map((name) => (
          <Field key={name} label={t(`vault.${name}`)} htmlFor={ids + name} hint={t(`vault.${name}Hint`)}>
            <Input id={ids + name} maxLength={200} value={typed[name]} onChange={(e) => put({ [name]: e.target.value })} />
          </Field>
        ))}
      </div>
    </Modal>
  );
}
