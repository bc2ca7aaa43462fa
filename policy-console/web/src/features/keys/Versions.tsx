import { Button, Dropdown } from 'antd';
import { getRouteApi } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { When } from '../../ui/When';
import type { KeyWish } from './KeyDialog';
import { actsOf, type KeyDetail, type VersionAct } from './keys';
import { KeyStateTag } from './KeyStateTag';

const route = getRouteApi('/keys/$id');

const permissions: Record<VersionAct, string> = {
  suspend: 'key:rotate',
  resume: 'key:rotate',
  deactivate: 'key:rotate',
  compromise: 'key:compromise',
  destroy: 'key:destroy',
  export: 'key:export',
};

/** The versions, newest first; one click shows the history of one. */
export function Versions({ it, onWish }: { it: KeyDetail; onWish: (wish: KeyWish) => void }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const n = new Intl.NumberFormat(i18n.language);
  const versions = [...it.versions].sort((a, b) => b.version - a.version);
  return (
    <table className="wf-table">
      <thead>
        <tr>
          <th>{t('vault.version')}</th>
          <th className="wf-w-status">{t('vault.stateLabel')}</th>
          <th className="wf-w-time">{t('vault.since')}</th>
          <th>{t('vault.reason')}</th>
          <th className="wf-number">{t('vault.protected')}</th>
          <th className="wf-number">{t('vault.opened')}</th>
          <th className="wf-number">{t('vault.underVersion')}</th>
          <th>
            <span className="wf-hidden">{t('vault.acts')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map((v) => {
          const last = v.history.at(-1);
          const open = search.version === String(v.version);
          const acts = actsOf(v.state, it.kind).filter((act) => can(permissions[act]));
          return (
            <Fragment key={v.version}>
              <tr>
                <td>
                  <button
                    type="button"
                    className="wf-link wf-strong"
                    aria-expanded={open}
                    onClick={() => void navigate({ search: { version: open ? undefined : String(v.version) }, replace: true })}
                  >
                    {t('vault.versionNo', { n: v.version })}
                  </button>
                  {v.version === it.version && <span className="wf-chip">{t('vault.currentShort')}</span>}
                </td>
                <td>
                  <KeyStateTag state={v.state} />
                </td>
                <td>{last && <When at={last.at} precision="minute" />}</td>
                <td>
                  {last?.reason}
                  <small>{last?.actor}</small>
                </td>
                <td className="wf-number">{n.format(v.sealed)}</td>
                <td className="wf-number">{n.format(v.opened)}</td>
                <td className="wf-number">{v.wrapped}</td>
                <td className="wf-buttons">
                  {acts.length > 0 && (
                    <Dropdown
                      trigger={['click']}
                      menu={{
                        items: acts.map((act) => ({
                          key: act,
                          label: t(`vault.act.${act}`),
                          danger: act === 'destroy' || act === 'compromise',
                        })),
                        onClick: ({ key }) => onWish({ act: key as VersionAct, version: v.version }),
                      }}
                    >
                      <Button size="small">{t('vault.acts')}</Button>
                    </Dropdown>
                  )}
                </td>
              </tr>
              {open && (
                <tr className="wf-key-history">
                  <td colSpan={8}>
                    <ol className="wf-life" aria-label={t('vault.history')}>
                      {v.history.map((step, i) => (
                        <li key={`${step.at}-${i}`}>
                          <KeyStateTag state={step.to} />
                          <When at={step.at} />
                          <b>{step.actor}</b>
                          <span>{step.reason}</span>
                        </li>
                      ))}
                    </ol>
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
