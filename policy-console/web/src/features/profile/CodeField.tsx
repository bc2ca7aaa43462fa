import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';

export function isCode(text: string): boolean {
  return /^\d{6}$/.test(text);
}

interface Props {
  value: string;
  onChange: (code: string) => void;
  onEnter?: () => void;
  autoFocus?: boolean;
}

/** Six digits of the second factor. */
export function CodeField({ value, onChange, onEnter, autoFocus }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field label={t('profile.code')} htmlFor={id}>
      <Input
        id={id}
        className="wf-code-input"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        autoFocus={autoFocus}
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
        onPressEnter={() => isCode(value) && onEnter?.()}
      />
    </Field>
  );
}
