import type { Account } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import type { Clash } from './exclusive';

interface Props {
  clash: Clash;
  account: Account;
  /** The server has said so too. */
  refused?: boolean;
}

/** Why these roles cannot meet in one natural person. */
export function ClashNotice({ clash, account, refused }: Props) {
  const { t } = useTranslation();
  return (
    <div className="wf-notice wf-notice-bad" role="alert">
      <strong>{t('users.clash.title')}</strong>
      <p>
        {t(`users.clash.${clash.kind}`, {
          first: t(`role.${clash.first}.name`),
          second: t(`role.${clash.second}.name`),
        })}
      </p>
      {clash.through && <p>{t('users.clash.through', { username: clash.through, person: account.personId })}</p>}
      {refused && <p>{t('users.clash.refused')}</p>}
    </div>
  );
}
