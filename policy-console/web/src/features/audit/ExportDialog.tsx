import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditQuery, api } from '../../api/client';
import { saveFile } from '../../lib/file';
import { InlineProblem } from '../../ui/States';

interface Props {
  query: AuditQuery;
}

const kinds = ['matches', 'range'] as const;
const minPurpose = 4;

/** Exports what the page shows, or a range of record numbers, as a bundle that proves itself. */
export function ExportButton({ query }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t('audit.export.open')}
      </Button>
      {open && <ExportDialog query={query} onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ query, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<(typeof kinds)[number]>('matches');
  const [first, setFirst] = useState<number | null>(0);
  const [end, setEnd] = useState<number | null>(null);
  const [purpose, setPurpose] = useState('');
  const making = useMutation({
    mutationFn: () =>
      api.exportEvidence(query.stream, {
        kind,
        query: query.q || undefined,
        from: query.from,
        to: query.to,
        purpose: purpose.trim(),
        ...(kind === 'range' ? { first: first ?? undefined, end: end ?? undefined } : {}),
      }),
    onSuccess: ({ name, data }) => {
      saveFile({ name, data });
      onClose();
    },
  });
  const ready =
    purpose.trim().length >= minPurpose &&
    (kind === 'matches' || (first !== null && end !== null && first < end));
  return (
    <Modal
      open
      title={t('audit.export.title')}
      onCancel={onClose}
      width={560}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('common.cancel')}
        </Button>,
        <Button
          key="ok"
          type="primary"
          disabled={!ready}
          loading={making.isPending}
          onClick={() => making.mutate()}
        >
          {t('audit.export.submit')}
        </Button>,
      ]}
    >
      <p className="wf-hint">{t('audit.export.hint')}</p>
      <InlineProblem error={making.error} />
      <fieldset className="wf-choices">
        <legend>{t('audit.export.what')}</legend>
        {kinds.map((value) => (
          <label key={value} className="wf-choice" data-on={kind === value || undefined}>
            <input
              type="radio"
              name="export-kind"
              checked={kind === value}
              onChange={() => setKind(value)}
            />
            <span>
              <strong>{t(`audit.export.${value}`)}</strong>
              <small>{t(`audit.export.${value}Hint`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === 'range' && (
        <p>
          <InputNumber
            aria-label={t('audit.export.first')}
            prefix={t('audit.export.first')}
            min={0}
            precision={0}
            value={first}
            onChange={setFirst}
          />{' '}
          <InputNumber
            aria-label={t('audit.export.end')}
            prefix={t('audit.export.end')}
            min={1}
            precision={0}
            value={end}
            onChange={setEnd}
          />
        </p>
      )}
      <label className="wf-label" htmlFor="wf-export-purpose">
        {t('audit.export.purpose')}
      </label>
      <Input.TextArea
        id="wf-export-purpose"
        className="wf-grow-text"
        rows={2}
        maxLength={1000}
        value={purpose}
        placeholder={t('audit.export.placeholder')}
        onChange={(event) => setPurpose(event.target.value)}
      />
    </Modal>
  );
}
