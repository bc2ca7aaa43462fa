import { Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';

/** A list of texts, each ended by Enter or a comma of either width. */
export function TextsField({
  label,
  hint,
  value,
  disabled,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string[] | undefined;
  disabled: boolean;
  onChange: (values: string[]) => void;
}) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} hint={hint}>
      <Select
        id={id}
        mode="tags"
        open={false}
        suffixIcon={null}
        disabled={disabled}
        tokenSeparators={[',', '，', '、']}
        value={value ?? []}
        onChange={onChange}
      />
    </Field>
  );
}

/** A calendar day; days have no zone and no time, so the browser's own control is right for them. */
export function DayField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} hint={hint}>
      <Input id={id} type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)} />
    </Field>
  );
}

/** The id, which is final once there is an object. */
export function IdField({
  label,
  hint,
  value,
  fixed,
  problem,
  onChange,
}: {
  label: string;
  hint: string;
  value: string;
  fixed: boolean;
  problem: boolean;
  onChange: (id: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field
      label={label}
      htmlFor={id}
      hint={fixed ? undefined : hint}
      problem={problem ? t('directory.required') : undefined}
    >
      <Input id={id} value={value} disabled={fixed} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}
