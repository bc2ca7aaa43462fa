import { Checkbox, Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { DirectoryPickers } from '../../ui/DirectoryPicker';
import { useLevels } from '../../ui/Labels';
import { pick } from '../../i18n';
import { AttributeRows } from './AttributeRows';
import { kinds, member, texts } from './policy';
import type { PartProps } from './PolicyFields';
import { TagsField } from './TagsField';

interface DepartmentTest {
  id: string;
  subtree?: boolean;
}

function departmentsOf(value: unknown): DepartmentTest[] {
  return Array.isArray(value) ? (value as DepartmentTest[]).filter((d) => typeof d?.id === 'string') : [];
}

/** About whom, and about what. */
export function PolicyScope(part: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className="wf-section-title">{t('access.part.subjects')}</h3>
      <Everything {...part} name="subjects" />
      <div className="wf-form-pair">
        <TagsField {...part} path="subjects.roles" />
        <Departments {...part} path="subjects.departments" />
        <Ids {...part} path="subjects.persons" kind="person" />
        <TagsField {...part} path="subjects.accounts" />
      </div>
      <AttributeRows {...part} />
      <h3 className="wf-section-title">{t('access.part.resources')}</h3>
      <Everything {...part} name="resources" />
      <div className="wf-form-pair">
        <TagsField
          {...part}
          path="resources.kinds"
          options={kinds.map((value) => ({ value, label: t(`assets.kind.${value}`) }))}
        />
        <Levels {...part} />
        <TagsField {...part} path="resources.tags" />
        <Ids {...part} path="resources.ids" kind="asset" />
        <TagsField {...part} path="resources.patterns" />
        <Departments {...part} path="resources.departments" />
      </div>
    </>
  );
}

function Everything({ policy, set, problem, name }: PartProps & { name: 'subjects' | 'resources' }) {
  const { t } = useTranslation();
  const bad = problem(name);
  return (
    <div className="wf-checks">
      <Checkbox
        checked={member(policy, `${name}.any`) === true}
        onChange={(e) => set(name, e.target.checked ? { any: true } : undefined)}
      >
        {t(`access.any.${name}`)}
      </Checkbox>
      {bad && (
        <small className="wf-field-bad" role="alert">
          {bad}
        </small>
      )}
    </div>
  );
}

function Ids({ policy, set, problem, readOnly, path, kind }: PartProps & { path: string; kind: 'person' | 'asset' }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field label={t(`access.member.${path}`)} htmlFor={id} problem={problem(path)}>
      <DirectoryPickers id={id} kind={kind} disabled={readOnly} value={texts(policy, path)} onChange={(v) => set(path, v)} />
    </Field>
  );
}

function Departments({ policy, set, problem, readOnly, path }: PartProps & { path: string }) {
  const { t } = useTranslation();
  const id = useId();
  const value = departmentsOf(member(policy, path));
  const subtree = value.some((d) => d.subtree);
  const write = (ids: string[], below: boolean) =>
    set(
      path,
      ids.map((one) => ({ ...value.find((d) => d.id === one), id: one, ...(below ? { subtree: true } : { subtree: undefined }) })),
    );
  return (
    <Field label={t(`access.member.${path}`)} htmlFor={id} problem={problem(path)}>
      <DirectoryPickers
        id={id}
        kind="department"
        disabled={readOnly}
        value={value.map((d) => d.id)}
        onChange={(ids) => write(ids, subtree)}
      />
      {value.length > 0 && (
        <Checkbox checked={subtree} onChange={(e) => write(value.map((d) => d.id), e.target.checked)}>
          {t('access.subtree')}
        </Checkbox>
      )}
    </Field>
  );
}

function Levels({ policy, set, problem, readOnly }: PartProps) {
  const { t, i18n } = useTranslation();
  const ids = useId();
  const levels = useLevels();
  const options = [...levels]
    .sort((a, b) => a.rank - b.rank)
    .map((level) => ({ value: level.rank, label: `${level.rank} · ${pick(level, i18n.language)}` }));
  const bound = (end: 'min' | 'max') => {
    const value = member(policy, `resources.levels.${end}`);
    return typeof value === 'number' ? value : undefined;
  };
  return (
    <Field label={t('access.member.resources.levels')} htmlFor={`${ids}min`} problem={problem('resources.levels')}>
      <span className="wf-range-pair">
        {(['min', 'max'] as const).map((end) => (
          <Select
            key={end}
            id={`${ids}${end}`}
            aria-label={t(`access.levels.${end}`)}
            allowClear
            disabled={readOnly}
            placeholder={t(`access.levels.${end}`)}
            value={bound(end)}
            options={options}
            onChange={(rank) => set(`resources.levels.${end}`, rank)}
          />
        ))}
      </span>
    </Field>
  );
}

export function TextMember({ policy, set, problem, path, hint }: PartProps & { path: string; hint?: string }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field label={t(`access.member.${path}`)} htmlFor={id} problem={problem(path)} hint={hint}>
      <Input id={id} value={String(member(policy, path) ?? '')} onChange={(e) => set(path, e.target.value)} />
    </Field>
  );
}
