import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled } from '@ant-design/icons';
import { useTranslation } from '../../i18n/translation';
import { When } from '../../ui/When';
import { type Approval, slots } from './approvals';

/** Whose agreement is needed, whose is there, and who said no. */
export function Agreements({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const separator = t('approvals.or');
  const refused = approval.decisions.filter((d) => !d.approve);
  return (
    <>
      <h3>{t('approvals.agreements')}</h3>
      <ul className="wf-agreements">
        {slots(approval.needed, approval.decisions).map((slot, i) => (
          <li key={i} data-given={slot.by ? true : undefined}>
            {slot.by ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
            <div>
              <b>{slot.roles.map((role) => t(`role.${role}.name`)).join(separator)}</b>
              {slot.by ? (
                <p>
                  {t('approvals.agreedBy', { name: slot.by.by })} <When at={slot.by.at} />
                  <q>{slot.by.reason}</q>
                </p>
              ) : (
                <p className="wf-hint">{t('approvals.stillNeeded')}</p>
              )}
            </div>
          </li>
        ))}
        {refused.map((decision) => (
          <li key={decision.by} data-refused>
            <CloseCircleFilled aria-hidden />
            <div>
              <b>{t('approvals.refusedBy', { name: decision.by })}</b>
              <p>
                <When at={decision.at} />
                <q>{decision.reason}</q>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
