import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, Modal, Segmented, Select } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { upload } from '../../api/http';
import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';

const kinds = ['person', 'asset', 'department'] as const;
const charsets = ['utf-8', 'gb18030'] as const;
const modes = ['merge', 'replace'] as const;
/** Above it the server refuses a file. */
const largest = 64 * 1024 * 1024;

/** A file, or a directory server that is configured, to be compared with what is there. */
export function NewImportDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [kind, setKind] = useState<(typeof kinds)[number]>('person');
  const [mode, setMode] = useState<(typeof modes)[number]>('merge');
  const [charset, setCharset] = useState<(typeof charsets)[number]>('utf-8');
  const [source, setSource] = useState('');
  const [match, setMatch] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const sources = useQuery({
    queryKey: ['import-sources'],
    queryFn: ({ signal }) => call('get', '/import-sources', { signal }),
  });
  const format = file && /\.json$/i.test(file.name) ? 'json' : 'csv';
  const begin = useMutation({
    mutationFn: () =>
      source
        ? call('post', '/imports', { query: { source, mode, match: match.trim() || undefined } })
        : upload<Schema<'Import'>>('/imports', { kind, format, mode, charset: format === 'csv' ? charset : undefined }, file ?? new Blob()),
    onSuccess: (started) => {
      void client.invalidateQueries({ queryKey: ['imports'] });
      void navigate({ to: '/imports/$id', params: { id: started.id } });
    },
  });
  const tooLarge = file !== null && file.size > largest;
  const pulled = sources.data?.items ?? [];
  return (
    <Modal
      open
      width={600}
      title={t('imports.add')}
      okText={t('imports.compare')}
      okButtonProps={{ disabled: source === '' && (file === null || tooLarge) }}
      confirmLoading={begin.isPending}
      onOk={() => begin.mutate()}
      onCancel={onClose}
    >
      <p className="wf-explain">{t('imports.addHint')}</p>
      <InlineProblem error={begin.error} />
      <div className="wf-form">
        {pulled.length > 0 && (
          <Field label={t('imports.source')} htmlFor={`${ids}source`}>
            <Select
              id={`${ids}source`}
              value={source}
              options={[
                { value: '', label: t('imports.fromFile') },
                ...pulled.map((one) => ({ value: one.name, label: `${one.name} · ${t(`imports.kind.${one.kind}`)}` })),
              ]}
              onChange={setSource}
            />
          </Field>
        )}
        {source === '' ? (
          <>
            <Field label={t('imports.kindLabel')}>
              <Segmented
                aria-label={t('imports.kindLabel')}
                value={kind}
                options={kinds.map((value) => ({ value, label: t(`imports.kind.${value}`) }))}
                onChange={setKind}
              />
            </Field>
            <Field
              label={t('imports.file')}
              htmlFor={`${ids}file`}
              hint={t(`imports.columns.${kind}`)}
              problem={tooLarge ? t('problem.code.too-large') : undefined}
            >
              <input
                id={`${ids}file`}
                className="wf-file"
                type="file"
                accept=".csv,.json,text/csv,application/json"
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
            </Field>
            {file && (
              <p className="wf-hint">
                {new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 }).format(file.size / 1000)}{' · '}
                {format.toUpperCase()}
              </p>
            )}
            {format === 'csv' && (
              <Field label={t('imports.charset')}>
                <Segmented
                  aria-label={t('imports.charset')}
                  value={charset}
                  options={charsets.map((value) => ({ value, label: value.toUpperCase() }))}
                  onChange={setCharset}
                />
              </Field>
            )}
          </>
        ) : (
          <Field label={t('imports.match')} htmlFor={`${ids}match`} hint={t('imports.matchHint')}>
            <Input id={`${ids}match`} value={match} onChange={(event) => setMatch(event.target.value)} />
          </Field>
        )}
        <Field label={t('imports.modeLabel')} hint={t(`imports.modeHint.${mode}`)}>
          <Segmented
            aria-label={t('imports.modeLabel')}
            value={mode}
            options={modes.map((value) => ({ value, label: t(`imports.mode.${value}`) }))}
            onChange={setMode}
          />
        </Field>
      </div>
    </Modal>
  );
}
