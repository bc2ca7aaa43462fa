import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';

/** The first passwords, shown this once, to be handed to each alone. */
export function FirstPasswords({ named, onDone }: { named: { username: string; role: string; password: string }[]; onDone: () => void }) {
  const { t } = useTranslation();
  const [noted, setNoted] = useState(false);
  return (
    <>
      <p className="wf-prose">{t('setup.passwordsText')}</p>
      <table className="wf-table">
        <thead>
          <tr>
            <th>{t('users.roles')}</th>
            <th>{t('users.username')}</th>
            <th>{t('setup.firstPassword')}</th>
          </tr>
        </thead>
        <tbody>
          {named.map((one) => (
            <tr key={one.username}>
              <td>{t(`role.${one.role}.name`)}</td>
              <td>
                <code>{one.username}</code>
              </td>
              <td>
                <Copyable text={one.password} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2 className="wf-section-title">{t('setup.next')}</h2>
      <ol className="wf-prose">
        {(['next1', 'next2', 'next3', 'next4'] as const).map((key) => (
          <li key={key}>{t(`setup.${key}`)}</li>
        ))}
      </ol>
      <div className="wf-decision-buttons">
        <Checkbox checked={noted} onChange={(e) => setNoted(e.target.checked)}>
          {t('setup.noted')}
        </Checkbox>
        <Button type="primary" disabled={!noted} onClick={onDone}>
          {t('setup.toSignIn')}
        </Button>
      </div>
    </>
  );
}
