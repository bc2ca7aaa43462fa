import { Checkbox, Input, Segmented, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person, PersonBody } from '../../api/types';
import { Field } from '../../ui/Field';
import { EditorDrawer } from './EditorDrawer';
import { LevelSelect } from './LevelSelect';

interface Props {
  /** Null for a new person. */
  person: Person | null;
  taken: string[];
  readOnly: boolean;
  busy: boolean;
  problem: unknown;
  onSave: (id: string, version: number, body: PersonBody) => void;
  onDelete: (person: Person) => void;
  onClose: () => void;
}

const blank: PersonBody = {
  name: '',
  accounts: [],
  department: '',
  clearance: 1,
  compartments: [],
  status: 'active',
  admin: false,
};

export function PersonEditor(props: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const { person } = props;
  const [id, setId] = useState(person?.id ?? '');
  const [body, setBody] = useState<PersonBody>(() => {
    if (!person) return blank;
    const { id: _id, version: _version, ...rest } = person;
    return rest;
  });
  const put = (change: Partial<PersonBody>) => setBody((old) => ({ ...old, ...change }));
  const [touched, setTouched] = useState(false);
  const missing = {
    id: !person && (id.trim() === '' || props.taken.includes(id.trim())),
    name: body.name.trim() === '',
    accounts: body.accounts.length === 0,
  };
  const save = () => {
    setTouched(true);
    if (missing.id || missing.name || missing.accounts) return;
    // A reload after a conflict has brought the newest version; what was typed stays.
    props.onSave(person?.id ?? id.trim(), person?.version ?? 0, { ...body, name: body.name.trim() });
  };
  const status = (bad: boolean) => (touched && bad ? ('error' as const) : undefined);
  return (
    <EditorDrawer
      open
      title={person ? t('people.edit', { name: person.name }) : t('people.add')}
      busy={props.busy}
      problem={props.problem}
      onClose={props.onClose}
      onSave={props.readOnly ? undefined : save}
      onDelete={person && !props.readOnly ? () => props.onDelete(person) : undefined}
      deleteQuestion={person ? t('people.deleteQuestion', { name: person.name }) : undefined}
    >
      <div className="wf-form-pair">
        <Field label={t('people.name')} htmlFor={`${ids}name`}>
          <Input
            id={`${ids}name`}
            value={body.name}
            status={status(missing.name)}
            onChange={(event) => put({ name: event.target.value })}
          />
        </Field>
        <Field label={t('people.id')} htmlFor={`${ids}id`} hint={person ? undefined : t('people.idHint')}>
          <Input
            id={`${ids}id`}
            value={id}
            disabled={Boolean(person)}
            status={status(missing.id)}
            onChange={(event) => setId(event.target.value)}
          />
        </Field>
      </div>
      <Field label={t('people.department')} htmlFor={`${ids}dep`}>
        <Input
          id={`${ids}dep`}
          value={body.department}
          onChange={(event) => put({ department: event.target.value })}
        />
      </Field>
      <Field label={t('people.accounts')} htmlFor={`${ids}acc`} hint={t('people.accountsHint')}>
        <Select
          id={`${ids}acc`}
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', ' ', '，']}
          value={body.accounts}
          status={status(missing.accounts)}
          onChange={(accounts: string[]) => put({ accounts })}
        />
      </Field>
      <Field label={t('people.clearance')} htmlFor={`${ids}clr`} hint={t('people.clearanceHint')}>
        <LevelSelect
          id={`${ids}clr`}
          value={body.clearance}
          noneLabel={t('people.noClearance')}
          disabled={props.readOnly}
          onChange={(clearance) => put({ clearance })}
        />
      </Field>
      <Field label={t('people.compartments')} htmlFor={`${ids}cmp`} hint={t('people.compartmentsHint')}>
        <Select
          id={`${ids}cmp`}
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', '，', '、']}
          value={body.compartments}
          onChange={(compartments: string[]) => put({ compartments })}
        />
      </Field>
      <Field label={t('people.status.label')}>
        <Segmented
          aria-label={t('people.status.label')}
          value={body.status}
          disabled={props.readOnly}
          options={(['active', 'suspended', 'left'] as const).map((value) => ({
            value,
            label: t(`people.status.${value}`),
          }))}
          onChange={(value) => put({ status: value })}
        />
      </Field>
      <Checkbox checked={body.admin} onChange={(event) => put({ admin: event.target.checked })}>
        {t('people.admin')}
      </Checkbox>
    </EditorDrawer>
  );
}
