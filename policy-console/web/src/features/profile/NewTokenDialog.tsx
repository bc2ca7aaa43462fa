import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber, Modal, Select } from 'antd';
import { useId, useRef, useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';

export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const { user } = useSession();
  const client = useQueryClient();
  const once = useRef(crypto.randomUUID());
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<string[]>([]);
  const [days, setDays] = useState(90);
  const make = useMutation({
    mutationFn: () => call('post', '/tokens', { body: { name: name.trim(), permissions, days }, once: once.current }),
    onError: () => {
      once.current = crypto.randomUUID();
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (make.data) {
    return (
      <Modal
        open
        title={t('profile.tokenMade', { name: make.data.name })}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        footer={
          <Button type="primary" onClick={onClose}>
            {t('profile.tokenNoted')}
          </Button>
        }
      >
        <p>{t('profile.tokenOnce')}</p>
        <p className="wf-password">
          <Copyable text={make.data.token ?? ''} />
        </p>
      </Modal>
    );
  }
  return (
    <Modal
      open
      title={t('profile.newToken')}
      okText={t('profile.makeToken')}
      okButtonProps={{ disabled: name.trim() === '' || permissions.length === 0 }}
      confirmLoading={make.isPending}
      onOk={() => make.mutate()}
      onCancel={onClose}
    >
      <InlineProblem error={make.error} />
      <div className="wf-form">
        <Field label={t('profile.tokenName')} htmlFor={`${ids}name`} hint={t('profile.tokenNameHint')}>
          <Input id={`${ids}name`} autoFocus maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />
        </Field>
        <Field label={t('profile.permissions')} htmlFor={`${ids}per`} hint={t('profile.permissionsHint')}>
          <Select
            id={`${ids}per`}
            mode="multiple"
            value={permissions}
            options={[...user.permissions].sort().map((value) => ({ value, label: value }))}
            onChange={setPermissions}
          />
        </Field>
        <Field label={t('profile.days')} htmlFor={`${ids}days`}>
          <InputNumber id={`${ids}days`} min={1} max={366} value={days} onChange={(n) => setDays(n ?? 90)} />
        </Field>
      </div>
    </Modal>
  );
}
