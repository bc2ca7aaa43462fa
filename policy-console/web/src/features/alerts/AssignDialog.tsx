import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { ColleagueSelect } from '../../ui/Colleague';
import { InlineProblem } from '../../ui/States';

interface Props {
  about: string;
  assignee: string | null;
  error: unknown;
  pending: boolean;
  onSubmit: (assignee: string | null) => void;
  onCancel: () => void;
}

/** Who is to work on it; nobody puts it back into everybody's queue. */
export function AssignDialog({ about, assignee, error, pending, onSubmit, onCancel }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(assignee ? [assignee] : []);
  return (
    <Modal
      open
      title={t('alerts.assign.title')}
      width={460}
      okText={t(chosen.length > 0 ? 'alerts.assign.submit' : 'alerts.assign.nobody')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: pending, disabled: (chosen[0] ?? null) === assignee }}
      onOk={() => onSubmit(chosen[0] ?? null)}
      onCancel={onCancel}
    >
      <p className="wf-hint wf-break">{about}</p>
      <InlineProblem error={error} />
      <label className="wf-label" htmlFor="wf-assignee">
        {t('alerts.triage.assignee')}
      </label>
      <ColleagueSelect
        id="wf-assignee"
        value={chosen}
        fits={(one) => one.roles.includes('ANALYST') || one.roles.includes('SHIFT_LEAD')}
        onChange={setChosen}
      />
      <small>{t('alerts.assign.hint')}</small>
    </Modal>
  );
}
