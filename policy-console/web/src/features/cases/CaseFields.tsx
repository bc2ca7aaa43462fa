import { Input } from 'antd';
import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { ColleagueSelect } from '../../ui/Colleague';
import { SeveritySelect } from '../../ui/SeveritySelect';

export interface CaseHeading {
  title: string;
  severity: Schema<'Severity'>;
  summary: string;
  lead: string;
  members: string[];
}

interface Props {
  value: CaseHeading;
  onChange: (value: CaseHeading) => void;
  /** The lead can be chosen. */
  withLead?: boolean;
}

export function CaseFields({ value, onChange, withLead }: Props) {
  const { t } = useTranslation();
  const set = (change: Partial<CaseHeading>) => onChange({ ...value, ...change });
  return (
    <div className="wf-form">
      <div className="wf-field">
        <label htmlFor="wf-case-title">{t('cases.title')}</label>
        <Input
          id="wf-case-title"
          autoFocus
          maxLength={200}
          value={value.title}
          onChange={(event) => set({ title: event.target.value })}
        />
      </div>
      <div className="wf-field">
        <label htmlFor="wf-case-severity">{t('alerts.column.severity')}</label>
        <SeveritySelect id="wf-case-severity" value={value.severity} onChange={(severity) => set({ severity })} />
      </div>
      <div className="wf-field">
        <label htmlFor="wf-case-summary">{t('cases.summary')}</label>
        <Input.TextArea
          id="wf-case-summary"
          className="wf-grow-text"
          rows={3}
          maxLength={8000}
          value={value.summary}
          onChange={(event) => set({ summary: event.target.value })}
        />
      </div>
      {withLead && (
        <div className="wf-field">
          <label htmlFor="wf-case-lead">{t('cases.lead')}</label>
          <ColleagueSelect
            id="wf-case-lead"
            value={[value.lead]}
            fits={(one) => one.roles.includes('ANALYST') || one.roles.includes('SHIFT_LEAD')}
            onChange={([lead]) => lead && set({ lead })}
          />
        </div>
      )}
      <div className="wf-field">
        <label htmlFor="wf-case-members">{t('cases.members')}</label>
        <ColleagueSelect
          id="wf-case-members"
          several
          value={value.members}
          fits={(one) => one.username !== value.lead}
          onChange={(members) => set({ members })}
        />
        <small>{t('alerts.escalate.membersHint')}</small>
      </div>
    </div>
  );
}
