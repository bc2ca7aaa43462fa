import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/http';
import { type Account, businessRoles, officerRoles, type Role } from '../../api/types';
import { InlineProblem } from '../../ui/States';
import { clash } from './exclusive';

interface Props {
  account: Account;
  accounts: Account[];
  onClose: () => void;
}

export function RolesDialog({ account, accounts, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [roles, setRoles] = useState<Role[]>(account.roles);
  const grant = useMutation({
    mutationFn: () => api.setUserRoles(account.username, roles),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['users'] });
      void message.success(t('users.granted', { name: account.displayName }));
      onClose();
    },
  });
  const conflict = clash(account, roles, accounts);
  const refused = grant.error instanceof ApiProblem && grant.error.code === 'officer-exclusive';
  const toggle = (role: Role) => {
    grant.reset();
    setRoles((old) => (old.includes(role) ? old.filter((r) => r !== role) : [...old, role]));
  };
  return (
    <Modal
      open
      width={560}
      title={t('users.grantTitle', { name: account.displayName })}
      okText={t('users.grantSubmit')}
      confirmLoading={grant.isPending}
      onOk={() => grant.mutate()}
      onCancel={onClose}
    >
      <p className="wf-hint">
        {t('users.grantFor', { username: account.username, person: account.personId })}
      </p>
      {[officerRoles, businessRoles].map((group, i) => (
        <fieldset key={i} className="wf-choices">
          <legend>{t(i === 0 ? 'users.officers' : 'users.business')}</legend>
          {group.map((role) => (
            <label key={role} className="wf-choice" data-on={roles.includes(role) || undefined}>
              <input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />
              <span>
                <strong>{t(`role.${role}.name`)}</strong>
                <small>{t(`role.${role}.summary`)}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      {conflict ? (
        <div className="wf-notice wf-notice-bad" role="alert">
          <strong>{t('users.clash.title')}</strong>
          <p>
            {t(`users.clash.${conflict.kind}`, {
              first: t(`role.${conflict.first}.name`),
              second: t(`role.${conflict.second}.name`),
            })}
          </p>
          {conflict.through && (
            <p>{t('users.clash.through', { username: conflict.through, person: account.personId })}</p>
          )}
          {refused && <p>{t('users.clash.refused')}</p>}
        </div>
      ) : (
        <InlineProblem error={grant.error} />
      )}
    </Modal>
  );
}
