import { Button } from 'antd';
import { type Account, officerRoles, type Role } from '../../api/types';
import { useTranslation } from '../../i18n/translation';

interface Props {
  account: Account;
  onAsk: (role: Role) => void;
}

/** An office is never granted alone: each role leads to a request that another officer agrees to. */
export function OfficerChoice({ account, onAsk }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="wf-choices">
      <legend>{t('users.officers')}</legend>
      {officerRoles.map((role) => {
        const held = account.roles.includes(role);
        return (
          <div key={role} className="wf-choice" data-on={held || undefined}>
            <span>
              <strong>{t(`role.${role}.name`)}</strong>
              <small>{t(`role.${role}.summary`)}</small>
            </span>
            <Button size="small" danger={held} onClick={() => onAsk(role)}>
              {t(held ? 'users.askRevoke' : 'users.askGrant')}
              <span className="wf-hidden"> {t(`role.${role}.name`)}</span>
            </Button>
          </div>
        );
      })}
    </fieldset>
  );
}
