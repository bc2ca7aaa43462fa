import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { ApiProblem } from '../../api/http';
import { useTranslation } from '../../i18n/translation';
import { saveFile } from '../../lib/file';
import { sha256Of } from '../../lib/digest';
import { Copyable } from '../../ui/Copyable';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';
import { ApprovedExports } from './ApprovedExports';
import { type ExportRequest, exportApproval, exportOf, makeExport } from './exporting';
import type { AuditQuery } from './searching';

interface Props {
  query: AuditQuery;
  /** When the question was asked: what is exported ends there. */
  askedAt: Date;
}

const kinds = ['matches', 'range'] as const;
const minPurpose = 4;

/** Exports what the page shows, or a range of record numbers, as a bundle that proves itself. */
export function ExportButton(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t('audit.export.open')}
      </Button>
      {open && <ExportDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ query, askedAt, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [kind, setKind] = useState<(typeof kinds)[number]>('matches');
  const [first, setFirst] = useState<number | null>(0);
  const [end, setEnd] = useState<number | null>(null);
  const [purpose, setPurpose] = useState('');
  const wanted = () => exportOf(query, askedAt.toISOString(), { kind, first, end, purpose });
  const making = useMutation({
    mutationFn: async (body: ExportRequest) => {
      const { name, data } = await makeExport(query.stream, body);
      saveFile({ name, data });
      return { name, size: data.size, sha256: await sha256Of(data) };
    },
  });
  const asking = useMutation({
    mutationFn: () =>
      call('post', '/approvals', {
        body: {
          kind: exportApproval,
          target: query.stream,
          parameters: { ...wanted() },
          reason: purpose.trim(),
        },
      }),
    onSuccess: () => making.reset(),
  });
  const ready =
    purpose.trim().length >= minPurpose &&
    (kind === 'matches' || (first !== null && end !== null && first < end));
  const large = making.error instanceof ApiProblem && making.error.code === 'approval-required' ? making.error : null;
  const n = new Intl.NumberFormat(i18n.language);
  const bounded = kind === 'range' || query.from !== undefined;
  return (
    <Modal
      open
      title={t('audit.export.title')}
      onCancel={onClose}
      width={580}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t(making.isSuccess ? 'common.closePanel' : 'common.cancel')}
        </Button>,
        large ? (
          <Button key="ask" type="primary" disabled={!bounded} loading={asking.isPending} onClick={() => asking.mutate()}>
            {t('audit.export.ask')}
          </Button>
        ) : (
          <Button key="ok" type="primary" disabled={!ready} loading={making.isPending} onClick={() => making.mutate(wanted())}>
            {t('audit.export.submit')}
          </Button>
        ),
      ]}
    >
      <p className="wf-hint">{t('audit.export.hint')}</p>
      {large ? (
        <div className="wf-notice wf-notice-warn" role="alert">
          <strong>
            {t('audit.export.large', {
              n: n.format(Number(large.fields.records)),
              alone: n.format(Number(large.fields.alone)),
            })}
          </strong>
          <p>{t(bounded ? 'audit.export.largeHint' : 'audit.export.unbounded')}</p>
        </div>
      ) : (
        <InlineProblem error={making.error} />
      )}
      <InlineProblem error={asking.error} />
      {asking.isSuccess && (
        <div className="wf-notice wf-notice-ok" role="status">
          {t('audit.export.asked')}
        </div>
      )}
      {making.isSuccess && (
        <div className="wf-notice wf-notice-ok" role="status">
          <strong>{t('audit.export.made', { name: making.data.name, kib: n.format(Math.ceil(making.data.size / 1024)) })}</strong>
          <p>
            {t('audit.export.digest')} <Copyable text={making.data.sha256} />
          </p>
          <p>
            <Link to="/verify">{t('audit.export.verify')}</Link>
          </p>
        </div>
      )}
      <fieldset className="wf-choices">
        <legend>{t('audit.export.what')}</legend>
        {kinds.map((value) => (
          <label key={value} className="wf-choice" data-on={kind === value || undefined}>
            <input
              type="radio"
              name="export-kind"
              checked={kind === value}
              onChange={() => {
                setKind(value);
                making.reset();
              }}
            />
            <span>
              <strong>{t(`audit.export.${value}`)}</strong>
              <small>{t(`audit.export.${value}Hint`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === 'range' && (
        <div className="wf-form wf-form-pair">
          <Field label={t('audit.export.first')} htmlFor="wf-export-first">
            <InputNumber id="wf-export-first" min={0} precision={0} value={first} onChange={setFirst} />
          </Field>
          <Field label={t('audit.export.end')} htmlFor="wf-export-end">
            <InputNumber id="wf-export-end" min={1} precision={0} value={end} onChange={setEnd} />
          </Field>
        </div>
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
      <ApprovedExports
        stream={query.stream}
        busy={making.isPending}
        onMake={(approval) => making.mutate({ ...(approval.parameters as unknown as ExportRequest), approval: approval.id })}
      />
    </Modal>
  );
}
