import { Link } from '@tanstack/react-router';
import { App, Input, InputNumber, Select } from 'antd';
import { useId, useState } from 'react';
import { assetKinds, markings } from '../../api/types';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { Changes } from '../../ui/Changes';
import { DirectoryPicker, DirectoryPickers } from '../../ui/DirectoryPicker';
import { Field } from '../../ui/Field';
import { EditorDrawer } from './EditorDrawer';
import { lines, selectorForm } from './editing';
import { LevelSelect } from './LevelSelect';
import { type Asset, type Body, bodyOf, changes, tidy, useForm } from './objects';
import { DayField, IdField, TextsField } from './parts';

interface Props {
  /** Null for a new asset. */
  asset: Asset | null;
  readOnly: boolean;
  onClose: () => void;
}

const blank: Body<'assets'> = { name: '', kind: 'share' };
const sharings = ['unconditional', 'conditional', 'none'] as const;

export function AssetEditor({ asset, readOnly, onClose }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const { can } = useSession();
  const { message } = App.useApp();
  const form = useForm('assets', asset, blank, (name) => {
    onClose();
    void message.success(name ? t('directory.saved', { name }) : t('directory.deleted', { name: asset?.name }));
  });
  const { body, put } = form;
  const [selectors, setSelectors] = useState((asset?.selectors ?? []).join('\n'));
  const [touched, setTouched] = useState(false);
  const [asking, setAsking] = useState<'change' | 'removal' | null>(null);
  const typed = lines(selectors);
  const unreadable = typed.filter((s) => !selectorForm.test(s));
  const missing = { id: form.id.trim() === '', name: body.name.trim() === '' };
  const wanted = () => tidy({ ...body, name: body.name.trim(), selectors: typed });
  const save = () => {
    setTouched(true);
    if (missing.id || missing.name || unreadable.length > 0) return;
    form.save.mutate(wanted());
  };
  const fieldName = (field: string) => t(`assets.${field === 'kind' ? 'kind.label' : field}`, { defaultValue: field });
  return (
    <EditorDrawer
      title={asset ? t('assets.edit', { name: asset.name }) : t('assets.add')}
      busy={form.busy}
      problem={form.problem}
      theirs={form.theirs}
      fieldName={fieldName}
      onClose={onClose}
      onSave={readOnly ? undefined : save}
      onAsk={asset ? () => setAsking(form.removal.error ? 'removal' : 'change') : undefined}
      onDelete={
        asset && !readOnly
          ? () => {
              form.save.reset();
              form.removal.mutate();
            }
          : undefined
      }
      deleteQuestion={asset ? t('assets.deleteQuestion', { name: asset.name }) : undefined}
    >
      <div className="wf-form-pair">
        <Field label={t('assets.name')} htmlFor={`${ids}name`} problem={touched && missing.name ? t('directory.required') : undefined}>
          <Input id={`${ids}name`} value={body.name} onChange={(e) => put({ name: e.target.value })} />
        </Field>
        <IdField label={t('assets.id')} hint={t('assets.idHint')} value={form.id} fixed={asset !== null} problem={touched && missing.id} onChange={form.setId} />
        <Field label={t('assets.kind.label')} htmlFor={`${ids}kind`}>
          <Select
            id={`${ids}kind`}
            value={body.kind}
            disabled={readOnly}
            options={assetKinds.map((value) => ({ value, label: t(`assets.kind.${value}`) }))}
            onChange={(kind) => put({ kind })}
          />
        </Field>
        <Field label={t('assets.owner')} htmlFor={`${ids}owner`} hint={t('assets.ownerHint')}>
          <DirectoryPicker id={`${ids}owner`} kind="person" disabled={readOnly} value={body.owner} onChange={(owner) => put({ owner })} />
        </Field>
      </div>
      <Field
        label={t('assets.selectors')}
        htmlFor={`${ids}sel`}
        hint={t('assets.selectorsHint')}
        problem={unreadable.length > 0 ? t('assets.selectorBad', { selector: unreadable[0] }) : undefined}
      >
        <Input.TextArea
          id={`${ids}sel`}
          className="wf-mono wf-grow-text"
          rows={3}
          value={selectors}
          spellCheck={false}
          onChange={(e) => setSelectors(e.target.value)}
        />
      </Field>
      <div className="wf-form-pair">
        <Field
          label={t('assets.level')}
          htmlFor={`${ids}lvl`}
          hint={
            asset && can('classification:read') ? (
              <Link to="/classification" search={{ asset: asset.id }}>
                {t('assets.whyLevel')}
              </Link>
            ) : (
              t('assets.levelHint')
            )
          }
        >
          <LevelSelect id={`${ids}lvl`} value={body.level} placeholder={t('assets.ungradedHint')} disabled={readOnly} onChange={(level) => put({ level })} />
        </Field>
        <Field label={t('assets.marking')} htmlFor={`${ids}mark`} hint={t('assets.markingHint')}>
          <Select
            id={`${ids}mark`}
            value={body.marking ?? ''}
            disabled={readOnly}
            options={[{ value: '', label: t('common.none') }, ...markings.map((value) => ({ value: value as string, label: t(`marking.${value}`) }))]}
            onChange={(marking) => put({ marking: (marking || undefined) as Body<'assets'>['marking'] })}
          />
        </Field>
        <TextsField label={t('assets.compartments')} hint={t('assets.compartmentsHint')} value={body.compartments} disabled={readOnly} onChange={(compartments) => put({ compartments })} />
        <Field label={t('assets.departments')} htmlFor={`${ids}deps`} hint={t('assets.departmentsHint')}>
          <DirectoryPickers id={`${ids}deps`} kind="department" disabled={readOnly} value={body.departments ?? []} onChange={(departments) => put({ departments })} />
        </Field>
        <TextsField label={t('assets.tags')} hint={t('assets.tagsHint')} value={body.tags} disabled={readOnly} onChange={(tags) => put({ tags })} />
        <Field label={t('assets.sharing')} htmlFor={`${ids}share`}>
          <Select
            id={`${ids}share`}
            value={body.sharing}
            allowClear
            disabled={readOnly}
            placeholder={t('assets.unsaid')}
            options={sharings.map((value) => ({ value, label: t(`assets.sharings.${value}`) }))}
            onChange={(sharing) => put({ sharing })}
          />
        </Field>
        <Field label={t('assets.retention')} htmlFor={`${ids}ret`} hint={t('assets.retentionHint')}>
          <InputNumber id={`${ids}ret`} min={1} max={36525} disabled={readOnly} value={body.retention} onChange={(days) => put({ retention: days ?? undefined })} />
        </Field>
        <DayField label={t('assets.review')} hint={t('assets.reviewHint')} value={body.review} onChange={(review) => put({ review })} />
        <Field label={t('assets.key')} htmlFor={`${ids}key`} hint={t('assets.keyHint')}>
          <Input id={`${ids}key`} value={body.key ?? ''} onChange={(e) => put({ key: e.target.value || undefined })} />
        </Field>
      </div>
      {asset && asking && (
        <AskApproval
          kind="level.lower"
          target={asset.id}
          parameters={asking === 'removal' ? { version: asset.version } : { version: asset.version, body: wanted() }}
          title={t(asking === 'removal' ? 'assets.askRemoval' : 'assets.askLower', { name: asset.name })}
          explain={asking === 'change' && <Changes changes={changes(bodyOf(asset as Asset & Body<'assets'>), wanted())} name={fieldName} />}
          onAsked={onClose}
          onClose={() => setAsking(null)}
        />
      )}
    </EditorDrawer>
  );
}
