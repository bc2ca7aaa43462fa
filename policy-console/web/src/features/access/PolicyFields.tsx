import { Button, Checkbox, Input, Segmented, Select } from 'antd';
import { useId } from 'react';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { actions, member, type Policy, type Problem, problemsAt, put, texts } from './policy';
import { PolicyConditions } from './PolicyConditions';
import { PolicyScope } from './PolicyScope';
import { TagsField } from './TagsField';

export interface PartProps {
  policy: Policy;
  /** The first problem of a member, in the reader's language. */
  problem: (path: string) => string | undefined;
  readOnly: boolean;
  set: (path: string, value: unknown) => void;
}

interface Props {
  policy: Policy;
  index: number;
  problems: Problem[];
  readOnly: boolean;
  onChange: (policy: Policy) => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** One policy as a form. What the form does not know stays as it is. */
export function PolicyFields({ policy, index, problems, readOnly, onChange, onCopy, onRemove }: Props) {
  const { t, i18n } = useTranslation();
  const ids = useId();
  const problem = (path: string) => {
    const first = problemsAt(problems, index, path)[0];
    return first && pick(first, i18n.language);
  };
  const whole = problems.filter((p) => p.path === `policies[${index}]`);
  const set = (path: string, value: unknown) => onChange(put(policy, path, value));
  const part: PartProps = { policy, problem, readOnly, set };
  const chosen = texts(policy, 'actions');
  const everything = chosen.includes('*');
  return (
    <section className="wf-card wf-policy-form" aria-label={policy.id}>
      {whole.map((p, i) => (
        <div key={i} className="wf-notice wf-notice-bad" role="alert">
          {pick(p, i18n.language)}
        </div>
      ))}
      <fieldset disabled={readOnly} className="wf-form">
        <div className="wf-form-pair">
          <Field label={t('access.policyId')} htmlFor={`${ids}id`} problem={problem('id')}>
            <Input id={`${ids}id`} value={policy.id} onChange={(e) => onChange({ ...policy, id: e.target.value })} />
          </Field>
          <Field label={t('access.effectLabel')} problem={problem('effect')}>
            <Segmented
              aria-label={t('access.effectLabel')}
              disabled={readOnly}
              value={policy.effect ?? 'allow'}
              options={(['allow', 'deny'] as const).map((value) => ({ value, label: t(`access.effect.${value}`) }))}
              onChange={(effect) => set('effect', effect)}
            />
          </Field>
          {(['zh', 'en'] as const).map((lang) => (
            <Field
              key={lang}
              label={t(`access.titleIn.${lang}`)}
              htmlFor={`${ids}${lang}`}
              problem={problem(`title.${lang}`)}
            >
              <Input
                id={`${ids}${lang}`}
                lang={lang === 'zh' ? 'zh-CN' : 'en'}
                value={policy.title?.[lang] ?? ''}
                onChange={(e) => onChange({ ...policy, title: { zh: '', en: '', ...policy.title, [lang]: e.target.value } })}
              />
            </Field>
          ))}
        </div>
        <PolicyScope {...part} />
        <h3 className="wf-section-title">{t('access.part.actions')}</h3>
        <Field label={t('access.which')} htmlFor={`${ids}act`} problem={problem('actions')}>
          <Select
            id={`${ids}act`}
            mode="multiple"
            value={everything ? ['*'] : chosen}
            options={[
              { value: '*', label: t('access.action.*') },
              ...actions.map((value) => ({ value, label: t(`access.action.${value}`), disabled: everything })),
            ]}
            onChange={(values: string[]) => set('actions', values.includes('*') ? ['*'] : values)}
          />
        </Field>
        <PolicyConditions {...part} />
        {policy.effect !== 'deny' && (
          <>
            <h3 className="wf-section-title">{t('access.part.obligations')}</h3>
            <div className="wf-form-pair">
              <TagsField {...part} path="obligations.mask" />
              <Field
                label={t('access.member.obligations.row_filter')}
                htmlFor={`${ids}row`}
                hint={t('access.rowFilterHint')}
                problem={problem('obligations.row_filter')}
              >
                <Input
                  id={`${ids}row`}
                  className="wf-mono"
                  value={String(member(policy, 'obligations.row_filter') ?? '')}
                  onChange={(e) => set('obligations.row_filter', e.target.value)}
                />
              </Field>
              <TagsField {...part} path="obligations.notify" />
              <div className="wf-checks">
                {(['justification', 'watermark'] as const).map((name) => (
                  <Checkbox
                    key={name}
                    checked={member(policy, `obligations.${name}`) === true}
                    onChange={(e) => set(`obligations.${name}`, e.target.checked)}
                  >
                    {t(`access.member.obligations.${name}`)}
                  </Checkbox>
                ))}
              </div>
            </div>
          </>
        )}
      </fieldset>
      {!readOnly && (
        <div className="wf-decision-buttons">
          <Button danger onClick={onRemove}>
            {t('access.removePolicy')}
          </Button>
          <Button onClick={onCopy}>{t('access.copyPolicy')}</Button>
        </div>
      )}
    </section>
  );
}
