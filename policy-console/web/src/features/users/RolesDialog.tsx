import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/http';
import { type Account, businessRoles, type Role } from '../../api/types';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { useAccountsOf } from './accounts';
import { AskOffice } from './AskOffice';
import { ClashNotice } from './ClashNotice';
import { clash } from './exclusive';
import { OfficerChoice } from './OfficerChoice';

interface Props {
  account: Account;
  onClose: () => void;
}

/** Business roles are granted by one officer alone; offices are asked for. */
export function RolesDialog({ account, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { can } = useSession();
  const [roles, setRoles] = useState<Role[]>(account.roles);
  const [asking, setAsking] = useState<Role | null>(null);
  const grant = useMutation({
    mutationFn: () => api.setUserRoles(account.username, roles),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['users'] });
      void message.success(t('users.granted', { name: account.displayName }));
      onClose();
    },
  });
  const accounts = useAccountsOf(account.personId).data ?? [];
  const conflict = clash(account, roles, accounts);
  const refused = grant.error instanceof ApiProblem && grant.error.code === 'officer-exclusive';
  const toggle = (role: Role) => {
    grant.reset();
    setRoles((old) => (old.includes(role) ? old.filter((r) => r !== role) : [...old, role]));
  };
  if (asking) return <AskOffice account={account} accounts={accounts} role={asking} onClose={onClose} />;
  return (
    <Modal
      open
      width={640}
      title={t('users.grantTitle', { name: account.displayName })}
      okText={t('users.grantSubmit')}
      confirmLoading={grant.isPending}
      onOk={() => grant.mutate()}
      onCancel={onClose}
    >
      <p className="wf-hint">
        {t('users.grantFor', { username: account.username, person: account.personId })}
      </p>
      {can('approval:request') && <OfficerChoice account={account} onAsk={setAsking} />}
      <fieldset className="wf-choices wf-choices-two">
        <legend>{t('users.business')}</legend>
        {businessRoles.map((role) => (
          <label key={role} className="wf-choice" data-on={roles.includes(role) || undefined}>
            <input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />
            <span>
              <strong>{t(`role.${role}.name`)}</strong>
              <small>{t(`role.${role}.summary`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {conflict ? <ClashNotice clash={conflict} account={account} refused={refused} /> : <InlineProblem error={grant.error} />}
    </Modal>
  );
}
