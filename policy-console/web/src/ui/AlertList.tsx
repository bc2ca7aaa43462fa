import { Link } from '@tanstack/react-router';
import type { Schema } from '../api/call';
import { useTranslation } from '../i18n/translation';
import { StatusTag } from './StatusTag';
import { pick } from '../i18n';
import { EntityLink } from './EntityLink';
import { SeverityMark } from './SeverityMark';
import { When } from './When';

/** A few alerts, each a way to its page. */
export function AlertList({ alerts, withEntity }: { alerts: readonly Schema<'AlertSummary'>[]; withEntity?: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <table className="wf-table wf-alert-list">
      <thead>
        <tr>
          <th className="wf-col-severity">{t('alerts.column.severity')}</th>
          <th>{t('alerts.column.what')}</th>
          {withEntity && <th className="wf-col-entity">{t('alerts.column.entity')}</th>}
          <th className="wf-col-lastSeen">{t('alerts.column.lastSeen')}</th>
          <th className="wf-col-status">{t('alerts.column.status')}</th>
        </tr>
      </thead>
      <tbody>
        {alerts.map((row) => (
          <tr key={row.id}>
            <td>
              <SeverityMark severity={row.severity} />
            </td>
            <td className="wf-cell-main">
              <Link to="/alerts/$id" params={{ id: row.id }} search={{}}>
                {pick(row.title, i18n.language)}
              </Link>
              <p>{pick(row.reason, i18n.language)}</p>
            </td>
            {withEntity && (
              <td>
                <EntityLink kind={row.entity.type} id={row.entity.value} />
              </td>
            )}
            <td>
              <When at={row.lastSeen} />
            </td>
            <td>
              <StatusTag status={row.status} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
