import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';

type Attributes = Record<string, string[]>;

/** What else is said of a person, name by name; access policies may use it. */
export function AttributesField({
  value = {},
  disabled,
  onChange,
}: {
  value: Attributes | undefined;
  disabled: boolean;
  onChange: (attributes: Attributes | undefined) => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const add = () => {
    const wish = name.trim();
    if (wish !== '' && !(wish in value)) onChange({ ...value, [wish]: [] });
    setName('');
  };
  return (
    <Field label={t('people.attributes')} hint={t('people.attributesHint')}>
      {Object.entries(value).map(([key, values]) => (
        <div key={key} className="wf-pair-row">
          <code>{key}</code>
          <Select
            aria-label={key}
            mode="tags"
            open={false}
            suffixIcon={null}
            disabled={disabled}
            tokenSeparators={[',', '，', '、']}
            value={values}
            onChange={(next: string[]) => {
              const { [key]: _old, ...others } = value;
              const rest = next.length > 0 ? { ...value, [key]: next } : others;
              onChange(Object.keys(rest).length > 0 ? rest : undefined);
            }}
          />
        </div>
      ))}
      {!disabled && (
        <div className="wf-pair-row">
          <Input
            aria-label={t('people.attributeName')}
            placeholder={t('people.attributeName')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <Button disabled={name.trim() === ''} onClick={add}>
            {t('people.addAttribute')}
          </Button>
        </div>
      )}
    </Field>
  );
}
