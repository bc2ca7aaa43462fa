import { Button } from 'antd';
import { useState } from 'react';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Card, Page } from '../../ui/Page';
import { PasswordDialog } from '../session/PasswordDialog';
import { HomeZone } from './HomeZone';
import { SecondFactor } from './SecondFactor';
import { Tokens } from './Tokens';

/** The account of whoever looks at it: how to sign in, and what programs may do in its name. */
export function ProfilePage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [password, setPassword] = useState(false);
  return (
    <Page title={t('nav.profile')} subtitle={t('profile.subtitle')}>
      <div className="wf-two">
        <Card title={t('profile.account')}>
          <dl className="wf-facts">
            <dt>{t('users.displayName')}</dt>
            <dd>{user.displayName}</dd>
            <dt>{t('users.username')}</dt>
            <dd>
              <code>{user.username}</code>
            </dd>
            <dt>{t('users.roles')}</dt>
            <dd>
              {user.roles.length === 0
                ? t('role.none')
                : user.roles.map((role) => (
                    <span key={role} className="wf-role">
                      {t(`role.${role}.name`)}
                    </span>
                  ))}
            </dd>
          </dl>
          <HomeZone />
          {user.passwordChangeDue && <div className="wf-notice wf-notice-warn">{t('password.due')}</div>}
          <div className="wf-decision-buttons">
            <Button onClick={() => setPassword(true)}>{t('password.title')}</Button>
          </div>
        </Card>
        <Card title={t('profile.secondFactor')}>
          <SecondFactor />
        </Card>
      </div>
      <Tokens />
      {password && <PasswordDialog onClose={() => setPassword(false)} />}
    </Page>
  );
}
