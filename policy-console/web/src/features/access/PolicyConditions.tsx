import { Button, Checkbox, Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { days, member } from './policy';
import type { PartProps } from './PolicyFields';
import { TextMember } from './PolicyScope';
import { TagsField } from './TagsField';

interface Window {
  days?: string[];
  from?: string;
  to?: string;
  zone?: string;
}

/** Under which circumstances. */
export function PolicyConditions(part: PartProps) {
  const { t } = useTranslation();
  const { policy, set } = part;
  return (
    <>
      <h3 className="wf-section-title">{t('access.part.conditions')}</h3>
      <div className="wf-form-pair">
        <TagsField {...part} path="conditions.purposes" />
        <TagsField {...part} path="conditions.networks" />
        <TextMember {...part} path="conditions.mfa_within" hint={t('access.memberHint.conditions.mfa_within')} />
        <div className="wf-checks">
          <Checkbox
            checked={member(policy, 'conditions.case_required') === true}
            onChange={(e) => set('conditions.case_required', e.target.checked)}
          >
            {t('access.member.conditions.case_required')}
          </Checkbox>
        </div>
        <TextMember {...part} path="conditions.valid_from" hint={t('access.instantHint')} />
        <TextMember {...part} path="conditions.valid_until" hint={t('access.instantHint')} />
      </div>
      <Windows {...part} />
    </>
  );
}

function Windows({ policy, set, problem, readOnly }: PartProps) {
  const { t } = useTranslation();
  const ids = useId();
  const path = 'conditions.times';
  const value = member(policy, path);
  const windows = Array.isArray(value) ? (value as Window[]) : [];
  const write = (at: number, to: Partial<Window>) => set(path, windows.map((w, i) => (i === at ? { ...w, ...to } : w)));
  return (
    <Field label={t('access.member.conditions.times')} problem={problem(path)} hint={t('access.windowHint')}>
      {windows.map((w, i) => (
        <div key={i} className="wf-window-row">
          <Select
            aria-label={t('access.days')}
            mode="multiple"
            disabled={readOnly}
            placeholder={t('access.everyDay')}
            value={w.days ?? []}
            options={days.map((day) => ({ value: day, label: t(`access.day.${day}`) }))}
            onChange={(chosen) => write(i, { days: chosen.length > 0 ? chosen : undefined })}
          />
          {(['from', 'to'] as const).map((end) => (
            <Input
              key={end}
              id={`${ids}${end}${i}`}
              aria-label={t(`access.window.${end}`)}
              placeholder={end === 'from' ? '08:00' : '18:00'}
              value={w[end] ?? ''}
              onChange={(e) => write(i, { [end]: e.target.value })}
            />
          ))}
          <Input
            aria-label={t('access.window.zone')}
            value={w.zone ?? ''}
            onChange={(e) => write(i, { zone: e.target.value || undefined })}
          />
          {!readOnly && (
            <Button type="text" danger onClick={() => set(path, windows.filter((_, at) => at !== i))}>
              {t('common.delete')}
            </Button>
          )}
        </div>
      ))}
      {!readOnly && (
        <Button
          size="small"
          onClick={() => set(path, [...windows, { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00', zone: 'Asia/Shanghai' }])}
        >
          {t('access.addWindow')}
        </Button>
      )}
    </Field>
  );
}
