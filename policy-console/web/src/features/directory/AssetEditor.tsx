import { Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Asset, type AssetBody, assetKinds, type Marking, markings } from '../../api/types';
import { Field } from '../../ui/Field';
import { EditorDrawer } from './EditorDrawer';
import { lines, selectorForm } from './editing';
import { LevelSelect } from './LevelSelect';

interface Props {
  /** Null for a new asset. */
  asset: Asset | null;
  taken: string[];
  readOnly: boolean;
  busy: boolean;
  problem: unknown;
  onSave: (id: string, version: number, body: AssetBody) => void;
  onDelete: (asset: Asset) => void;
  onClose: () => void;
}

const blank: AssetBody = {
  name: '',
  kind: 'share',
  selectors: [],
  level: 1,
  compartments: [],
  departments: [],
  marking: null,
};

export function AssetEditor(props: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const { asset } = props;
  const [id, setId] = useState(asset?.id ?? '');
  const [body, setBody] = useState<AssetBody>(() => {
    if (!asset) return blank;
    const { id: _id, version: _version, ...rest } = asset;
    return rest;
  });
  const [selectors, setSelectors] = useState((asset?.selectors ?? []).join('\n'));
  const [touched, setTouched] = useState(false);
  const put = (change: Partial<AssetBody>) => setBody((old) => ({ ...old, ...change }));
  const typed = lines(selectors);
  const unreadable = typed.filter((s) => !selectorForm.test(s));
  const missing = {
    id: !asset && (id.trim() === '' || props.taken.includes(id.trim())),
    name: body.name.trim() === '',
    selectors: typed.length === 0 || unreadable.length > 0,
  };
  const save = () => {
    setTouched(true);
    if (missing.id || missing.name || missing.selectors) return;
    props.onSave(asset?.id ?? id.trim(), asset?.version ?? 0, {
      ...body,
      name: body.name.trim(),
      selectors: typed,
    });
  };
  const status = (bad: boolean) => (touched && bad ? ('error' as const) : undefined);
  return (
    <EditorDrawer
      open
      title={asset ? t('assets.edit', { name: asset.name }) : t('assets.add')}
      busy={props.busy}
      problem={props.problem}
      onClose={props.onClose}
      onSave={props.readOnly ? undefined : save}
      onDelete={asset && !props.readOnly ? () => props.onDelete(asset) : undefined}
      deleteQuestion={asset ? t('assets.deleteQuestion', { name: asset.name }) : undefined}
    >
      <div className="wf-form-pair">
        <Field label={t('assets.name')} htmlFor={`${ids}name`}>
          <Input
            id={`${ids}name`}
            value={body.name}
            status={status(missing.name)}
            onChange={(event) => put({ name: event.target.value })}
          />
        </Field>
        <Field label={t('assets.id')} htmlFor={`${ids}id`} hint={asset ? undefined : t('assets.idHint')}>
          <Input
            id={`${ids}id`}
            value={id}
            disabled={Boolean(asset)}
            status={status(missing.id)}
            onChange={(event) => setId(event.target.value)}
          />
        </Field>
      </div>
      <Field label={t('assets.kind.label')} htmlFor={`${ids}kind`}>
        <Select
          id={`${ids}kind`}
          value={body.kind}
          disabled={props.readOnly}
          options={assetKinds.map((value) => ({ value, label: t(`assets.kind.${value}`) }))}
          onChange={(kind) => put({ kind })}
        />
      </Field>
      <Field
        label={t('assets.selectors')}
        htmlFor={`${ids}sel`}
        hint={
          unreadable.length > 0
            ? t('assets.selectorBad', { selector: unreadable[0] })
            : t('assets.selectorsHint')
        }
      >
        <Input.TextArea
          id={`${ids}sel`}
          className="wf-mono wf-grow-text"
          rows={3}
          value={selectors}
          status={unreadable.length > 0 ? 'error' : status(missing.selectors)}
          spellCheck={false}
          onChange={(event) => setSelectors(event.target.value)}
        />
      </Field>
      <div className="wf-form-pair">
        <Field label={t('assets.level')} htmlFor={`${ids}lvl`} hint={t('assets.levelHint')}>
          <LevelSelect
            id={`${ids}lvl`}
            value={body.level}
            disabled={props.readOnly}
            onChange={(level) => put({ level })}
          />
        </Field>
        <Field label={t('assets.marking')} htmlFor={`${ids}mark`} hint={t('assets.markingHint')}>
          <Select
            id={`${ids}mark`}
            value={body.marking ?? ''}
            disabled={props.readOnly}
            options={[
              { value: '', label: t('common.none') },
              ...markings.map((value) => ({ value, label: t(`marking.${value}`) })),
            ]}
            onChange={(marking) => put({ marking: marking === '' ? null : (marking as Marking) })}
          />
        </Field>
      </div>
      {(['compartments', 'departments'] as const).map((name) => (
        <Field
          key={name}
          label={t(`assets.${name}`)}
          htmlFor={`${ids}${name}`}
          hint={t(`assets.${name}Hint`)}
        >
          <Select
            id={`${ids}${name}`}
            mode="tags"
            open={false}
            suffixIcon={null}
            disabled={props.readOnly}
            tokenSeparators={[',', '，', '、']}
            value={body[name]}
            onChange={(values: string[]) => put({ [name]: values })}
          />
        </Field>
      ))}
    </EditorDrawer>
  );
}
