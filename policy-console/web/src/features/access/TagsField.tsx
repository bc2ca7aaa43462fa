import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { texts } from './policy';
import type { PartProps } from './PolicyFields';

interface Props extends PartProps {
  path: string;
  options?: { value: string; label: string }[];
}

/** A member that is a list of texts. */
export function TagsField({ policy, problem, readOnly, set, path, options }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field
      label={t(`access.member.${path}`)}
      htmlFor={id}
      problem={problem(path)}
      hint={t(`access.memberHint.${path}`, { defaultValue: '' }) || undefined}
    >
      <Select
        id={id}
        mode={options ? 'multiple' : 'tags'}
        open={options ? undefined : false}
        suffixIcon={options ? undefined : null}
        disabled={readOnly}
        tokenSeparators={[',', '，', '、']}
        options={options}
        value={texts(policy, path)}
        onChange={(values: string[]) => set(path, values)}
      />
    </Field>
  );
}
