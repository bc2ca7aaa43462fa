import { App, Checkbox, Input, Segmented } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { DirectoryPicker } from '../../ui/DirectoryPicker';
import { Field } from '../../ui/Field';
import { AttributesField } from './AttributesField';
import { EditorDrawer } from './EditorDrawer';
import { LevelSelect } from './LevelSelect';
import { type Body, type Person, tidy, useForm } from './objects';
import { DayField, IdField, TextsField } from './parts';

interface Props {
  /** Null for a new person. */
  person: Person | null;
  readOnly: boolean;
  onClose: () => void;
}

const blank: Body<'people'> = { name: '', clearance: 1, status: 'active' };

export function PersonEditor({ person, readOnly, onClose }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const { message } = App.useApp();
  const [touched, setTouched] = useState(false);
  const form = useForm('people', person, blank, (name) => {
    onClose();
    void message.success(name ? t('directory.saved', { name }) : t('directory.deleted', { name: person?.name }));
  });
  const { body, put } = form;
  const missing = { id: form.id.trim() === '', name: body.name.trim() === '' };
  const save = () => {
    setTouched(true);
    if (missing.id || missing.name) return;
    const employed = body.employed && tidy(body.employed);
    form.save.mutate(
      tidy({ ...body, name: body.name.trim(), employed: employed && Object.keys(employed).length > 0 ? employed : undefined }),
    );
  };
  return (
    <EditorDrawer
      title={person ? t('people.edit', { name: person.name }) : t('people.add')}
      busy={form.busy}
      problem={form.problem}
      theirs={form.theirs}
      fieldName={(field) => t(`people.${field}`, { defaultValue: field })}
      onClose={onClose}
      onSave={readOnly ? undefined : save}
      onDelete={person && !readOnly ? () => form.removal.mutate() : undefined}
      deleteQuestion={person ? t('people.deleteQuestion', { name: person.name }) : undefined}
    >
      <div className="wf-form-pair">
        <Field label={t('people.name')} htmlFor={`${ids}name`} problem={touched && missing.name ? t('directory.required') : undefined}>
          <Input id={`${ids}name`} value={body.name} onChange={(e) => put({ name: e.target.value })} />
        </Field>
        <IdField
          label={t('people.id')}
          hint={t('people.idHint')}
          value={form.id}
          fixed={person !== null}
          problem={touched && missing.id}
          onChange={form.setId}
        />
        <Field label={t('people.department')} htmlFor={`${ids}dep`}>
          <DirectoryPicker
            id={`${ids}dep`}
            kind="department"
            disabled={readOnly}
            value={body.department}
            onChange={(department) => put({ department })}
          />
        </Field>
        <Field label={t('people.clearance')} htmlFor={`${ids}clr`} hint={t('people.clearanceHint')}>
          <LevelSelect
            id={`${ids}clr`}
            value={body.clearance}
            noneLabel={t('people.noClearance')}
            disabled={readOnly}
            onChange={(clearance) => put({ clearance: clearance ?? 0 })}
          />
        </Field>
      </div>
      <TextsField label={t('people.accounts')} hint={t('people.accountsHint')} value={body.accounts} disabled={readOnly} onChange={(accounts) => put({ accounts })} />
      <TextsField label={t('people.compartments')} hint={t('people.compartmentsHint')} value={body.compartments} disabled={readOnly} onChange={(compartments) => put({ compartments })} />
      <TextsField label={t('people.roles')} hint={t('people.rolesHint')} value={body.roles} disabled={readOnly} onChange={(roles) => put({ roles })} />
      <AttributesField value={body.attributes} disabled={readOnly} onChange={(attributes) => put({ attributes })} />
      <Field label={t('people.status.label')}>
        <Segmented
          aria-label={t('people.status.label')}
          value={body.status}
          disabled={readOnly}
          options={(['active', 'suspended', 'left'] as const).map((value) => ({ value, label: t(`people.status.${value}`) }))}
          onChange={(status) => put({ status })}
        />
      </Field>
      <div className="wf-form-pair">
        <DayField label={t('people.employedFrom')} hint={t('people.employedHint')} value={body.employed?.from} onChange={(from) => put({ employed: { ...body.employed, from } as Body<'people'>['employed'] })} />
        <DayField label={t('people.employedUntil')} hint={body.employed?.zone} value={body.employed?.until} onChange={(until) => put({ employed: { ...body.employed, until } as Body<'people'>['employed'] })} />
      </div>
      <Checkbox checked={body.admin ?? false} disabled={readOnly} onChange={(e) => put({ admin: e.target.checked })}>
        {t('people.admin')}
      </Checkbox>
    </EditorDrawer>
  );
}
