import type { Account, Role } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { ClashNotice } from './ClashNotice';
import { clash } from './exclusive';

interface Props {
  account: Account;
  accounts: Account[];
  role: Role;
  onClose: () => void;
}

/** Asks that an office is given to somebody, or taken from him. */
export function AskOffice({ account, accounts, role, onClose }: Props) {
  const { t } = useTranslation();
  const held = account.roles.includes(role);
  const conflict = held ? null : clash(account, [...account.roles, role], accounts);
  const names = { name: account.displayName, role: t(`role.${role}.name`) };
  return (
    <AskApproval
      kind={held ? 'officer.revoke' : 'officer.grant'}
      target={account.username}
      parameters={{ role }}
      title={t(held ? 'users.revokeOffice' : 'users.grantOffice', names)}
      ready={conflict === null}
      explain={
        conflict ? (
          <ClashNotice clash={conflict} account={account} />
        ) : (
          <p>{t('users.grantFor', { username: account.username, person: account.personId })}</p>
        )
      }
      onClose={onClose}
    />
  );
}
