import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { When } from '../../ui/When';
import { CaseProblem } from './CaseProblem';
import { Conclusion } from './Conclusion';
import { type Case, useCaseRights, useCaseStep } from './case';

const outcomes = ['upheld', 'partly_upheld', 'dismissed', 'other'] as const;

/** How the case ends: two conclude it, a body is sent it, confirms and decides, the lead closes it. */
export function CaseOutcome({ file }: { file: Case }) {
  const { t } = useTranslation();
  const rights = useCaseRights(file);
  const closable = file.state === 'decided' || (file.state === 'concluded' && file.findings.length === 0);
  return (
    <>
      <Conclusion file={file} />
      {(file.state === 'concluded' || file.dispatch) && (
        <Card title={t('cases.dispatch.title')}>
          {file.dispatch ? (
            <Facts
              of={[
                ['cases.dispatch.body', file.dispatch.body],
                ['cases.dispatch.contact', file.dispatch.contact],
                ['cases.dispatch.due', file.dispatch.due],
                ['cases.dispatch.sent', <When key="at" at={file.dispatch.sentAt} />],
                ['cases.dispatch.by', file.dispatch.sentBy],
                [
                  'cases.receipt.title',
                  file.dispatch.receipt && `${file.dispatch.receipt.number} · ${file.dispatch.receipt.date}`,
                ],
              ]}
            />
          ) : rights.lead && file.findings.length > 0 ? (
            <Dispatch file={file} />
          ) : (
            <p className="wf-hint">{t(file.findings.length > 0 ? 'cases.leadOnly' : 'cases.dispatch.notNeeded')}</p>
          )}
          {file.state === 'sent' && file.dispatch && !file.dispatch.receipt && rights.tasks && <Receipt file={file} />}
        </Card>
      )}
      {(file.state === 'sent' || file.decision) && (
        <Card title={t('cases.decision.title')}>
          {file.decision ? (
            <Facts
              of={[
                ['cases.decision.outcome', t(`cases.decision.outcomes.${file.decision.outcome}`)],
                ['cases.decision.date', file.decision.date],
                ['cases.decision.measure', file.decision.measure],
                ['cases.decision.reference', file.decision.reference],
                ['cases.dispatch.by', file.decision.by],
              ]}
            />
          ) : rights.tasks ? (
            <Decide file={file} />
          ) : (
            <p className="wf-hint">{t('cases.decision.waiting')}</p>
          )}
        </Card>
      )}
      {closable && rights.lead && <Close file={file} />}
    </>
  );
}

function Facts({ of }: { of: [name: string, value: ReactNode][] }) {
  const { t } = useTranslation();
  return (
    <dl className="wf-facts">
      {of.map(([name, value]) => (
        <div key={name} className="wf-fact">
          <dt>{t(name)}</dt>
          <dd className="wf-pre">{value || <span className="wf-none">{t('common.none')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FieldProps {
  id: string;
  label: string;
  children: ReactNode;
}

function Field({ id, label, children }: FieldProps) {
  return (
    <div className="wf-field">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

function Day({ id, value, onChange }: { id: string; value: string; onChange: (day: string) => void }) {
  return (
    <DatePicker
      id={id}
      className="wf-wide"
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : '')}
    />
  );
}

function Dispatch({ file }: { file: Case }) {
  const { t } = useTranslation();
  const [body, setBody] = useState('');
  const [contact, setContact] = useState('');
  const [due, setDue] = useState(dayjs().add(30, 'day').format('YYYY-MM-DD'));
  const send = useCaseStep(file.id);
  return (
    <div className="wf-form">
      <CaseProblem id={file.id} error={send.error} />
      <Field id="wf-dispatch-body" label={t('cases.dispatch.body')}>
        <Input id="wf-dispatch-body" value={body} onChange={(event) => setBody(event.target.value)} />
      </Field>
      <div className="wf-form-pair">
        <Field id="wf-dispatch-contact" label={t('cases.dispatch.contact')}>
          <Input id="wf-dispatch-contact" value={contact} onChange={(event) => setContact(event.target.value)} />
        </Field>
        <Field id="wf-dispatch-due" label={t('cases.dispatch.due')}>
          <Day id="wf-dispatch-due" value={due} onChange={setDue} />
        </Field>
      </div>
      <Button
        type="primary"
        disabled={body.trim() === '' || due === ''}
        loading={send.isPending}
        onClick={() =>
          send.mutate((version) =>
            call('post', '/cases/{id}/dispatch', {
              path: { id: file.id },
              version,
              body: { body: body.trim(), contact: contact.trim(), due },
            }),
          )
        }
      >
        {t('cases.dispatch.send')}
      </Button>
    </div>
  );
}

function Receipt({ file }: { file: Case }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState('');
  const [date, setDate] = useState(dayjs().format('YYYY-MM-DD'));
  const keep = useCaseStep(file.id);
  return (
    <div className="wf-form wf-part">
      <CaseProblem id={file.id} error={keep.error} />
      <div className="wf-form-pair">
        <Field id="wf-receipt-number" label={t('cases.receipt.number')}>
          <Input id="wf-receipt-number" value={number} onChange={(event) => setNumber(event.target.value)} />
        </Field>
        <Field id="wf-receipt-date" label={t('cases.receipt.date')}>
          <Day id="wf-receipt-date" value={date} onChange={setDate} />
        </Field>
      </div>
      <Button
        disabled={number.trim() === '' || date === ''}
        loading={keep.isPending}
        onClick={() =>
          keep.mutate((version) =>
            call('post', '/cases/{id}/receipt', { path: { id: file.id }, version, body: { number: number.trim(), date } }),
          )
        }
      >
        {t('cases.receipt.keep')}
      </Button>
    </div>
  );
}

function Decide({ file }: { file: Case }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>('upheld');
  const [date, setDate] = useState(dayjs().format('YYYY-MM-DD'));
  const [measure, setMeasure] = useState('');
  const [reference, setReference] = useState('');
  const keep = useCaseStep(file.id);
  return (
    <div className="wf-form">
      <CaseProblem id={file.id} error={keep.error} />
      <div className="wf-form-pair">
        <Field id="wf-decision-outcome" label={t('cases.decision.outcome')}>
          <Select
            id="wf-decision-outcome"
            value={outcome}
            options={outcomes.map((value) => ({ value, label: t(`cases.decision.outcomes.${value}`) }))}
            onChange={setOutcome}
          />
        </Field>
        <Field id="wf-decision-date" label={t('cases.decision.date')}>
          <Day id="wf-decision-date" value={date} onChange={setDate} />
        </Field>
      </div>
      <Field id="wf-decision-measure" label={t('cases.decision.measure')}>
        <Input.TextArea
          id="wf-decision-measure"
          className="wf-grow-text"
          rows={2}
          value={measure}
          onChange={(event) => setMeasure(event.target.value)}
        />
      </Field>
      <Field id="wf-decision-reference" label={t('cases.decision.reference')}>
        <Input id="wf-decision-reference" value={reference} onChange={(event) => setReference(event.target.value)} />
      </Field>
      <Button
        type="primary"
        disabled={measure.trim() === '' || date === ''}
        loading={keep.isPending}
        onClick={() =>
          keep.mutate((version) =>
            call('post', '/cases/{id}/decision', {
              path: { id: file.id },
              version,
              body: { outcome, date, measure: measure.trim(), reference: reference.trim() },
            }),
          )
        }
      >
        {t('cases.decision.keep')}
      </Button>
    </div>
  );
}

function Close({ file }: { file: Case }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const close = useCaseStep(file.id);
  return (
    <Card title={t('cases.close.title')}>
      <CaseProblem id={file.id} error={close.error} />
      <Field id="wf-case-close" label={t('cases.close.words')}>
        <Input.TextArea
          id="wf-case-close"
          className="wf-grow-text"
          rows={2}
          maxLength={8000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="wf-actions">
        <Button
          type="primary"
          disabled={text.trim() === ''}
          loading={close.isPending}
          onClick={() =>
            close.mutate((version) =>
              call('post', '/cases/{id}/close', { path: { id: file.id }, version, body: { text: text.trim() } }),
            )
          }
        >
          {t('cases.close.submit')}
        </Button>
      </div>
    </Card>
  );
}
