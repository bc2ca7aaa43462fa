import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { member } from './policy';
import type { PartProps } from './PolicyFields';

/** Attributes of the person: each name with the values of which one is enough. */
export function AttributeRows({ policy, set, problem, readOnly }: PartProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const path = 'subjects.attributes';
  const value = (member(policy, path) ?? {}) as Record<string, string[]>;
  const add = () => {
    const wish = name.trim();
    if (wish === '' || wish in value) return;
    set(path, { ...value, [wish]: [''] });
    setName('');
  };
  return (
    <Field label={t('access.member.subjects.attributes')} problem={problem(path)}>
      {Object.entries(value).map(([key, values]) => (
        <div key={key} className="wf-pair-row">
          <code>{key}</code>
          <Select
            aria-label={key}
            mode="tags"
            open={false}
            suffixIcon={null}
            disabled={readOnly}
            tokenSeparators={[',', '，', '、']}
            value={values.filter((v) => v !== '')}
            onChange={(next: string[]) => {
              const { [key]: _old, ...others } = value;
              set(path, next.length > 0 ? { ...value, [key]: next } : others);
            }}
          />
        </div>
      ))}
      {!readOnly && (
        <div className="wf-pair-row">
          <Input
            aria-label={t('access.attributeName')}
            placeholder={t('access.attributeName')}
            value={name}
            onChange={(e) => setName(e.target.value)}
            onPressEnter={(e) => {
              e.preventDefault();
              add();
            }}
          />
          <Button disabled={name.trim() === ''} onClick={add}>
            {t('access.addAttribute')}
          </Button>
        </div>
      )}
    </Field>
  );
}
