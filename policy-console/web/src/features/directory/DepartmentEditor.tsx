import { App, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { DirectoryPicker } from '../../ui/DirectoryPicker';
import { Field } from '../../ui/Field';
import { EditorDrawer } from './EditorDrawer';
import { type Department, tidy, useForm } from './objects';
import { IdField } from './parts';

interface Props {
  department: Department | null;
  /** Below which a new one is put. */
  parent: string | undefined;
  readOnly: boolean;
  onClose: () => void;
}

export function DepartmentEditor({ department, parent, readOnly, onClose }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const { message } = App.useApp();
  const [touched, setTouched] = useState(false);
  const form = useForm('departments', department, { name: '', parent }, (name) => {
    onClose();
    void message.success(name ? t('directory.saved', { name }) : t('directory.deleted', { name: department?.name }));
  });
  const { body, put } = form;
  const missing = { id: form.id.trim() === '', name: body.name.trim() === '' };
  return (
    <EditorDrawer
      title={department ? t('departments.edit', { name: department.name }) : t('departments.add')}
      busy={form.busy}
      problem={form.problem}
      theirs={form.theirs}
      fieldName={(field) => t(`departments.${field}`, { defaultValue: field })}
      onClose={onClose}
      onSave={
        readOnly
          ? undefined
          : () => {
              setTouched(true);
              if (!missing.id && !missing.name) form.save.mutate(tidy({ ...body, name: body.name.trim() }));
            }
      }
      onDelete={department && !readOnly ? () => form.removal.mutate() : undefined}
      deleteQuestion={department ? t('departments.deleteQuestion', { name: department.name }) : undefined}
    >
      <Field label={t('departments.name')} htmlFor={`${ids}name`} problem={touched && missing.name ? t('directory.required') : undefined}>
        <Input id={`${ids}name`} value={body.name} onChange={(e) => put({ name: e.target.value })} />
      </Field>
      <IdField
        label={t('departments.id')}
        hint={t('departments.idHint')}
        value={form.id}
        fixed={department !== null}
        problem={touched && missing.id}
        onChange={form.setId}
      />
      <Field label={t('departments.parent')} htmlFor={`${ids}parent`} hint={t('departments.parentHint')}>
        <DirectoryPicker
          id={`${ids}parent`}
          kind="department"
          disabled={readOnly}
          value={body.parent}
          onChange={(to) => put({ parent: to })}
        />
      </Field>
    </EditorDrawer>
  );
}
