import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { PersonPicker } from '../../ui/PersonPicker';
import { SeveritySelect } from '../../ui/SeveritySelect';
import { CaseProblem } from './CaseProblem';
import { type Case, type Finding, useCaseStep } from './case';

const kinds = ['rule', 'policy', 'clause'] as const;
const pages = ['facts', 'statement', 'recommendation'] as const;

function empty(file: Case): Finding {
  return {
    person: '',
    overstepped: [{ kind: 'policy', id: '', words: '' }],
    severity: file.severity,
    facts: '',
    proof: [],
    statement: '',
    recommendation: '',
  };
}

/** What is said of one person: what was overstepped, the facts, the proof, and what he says himself. */
export function FindingDrawer({ file, finding, onEnd }: { file: Case; finding?: Finding; onEnd: () => void }) {
  const { t, i18n } = useTranslation();
  const [body, setBody] = useState<Finding>(() => finding ?? empty(file));
  const save = useCaseStep(file.id, onEnd);
  const set = (change: Partial<Finding>) => setBody((old) => ({ ...old, ...change }));
  const setOverstep = (at: number, change: Partial<Finding['overstepped'][number]>) =>
    set({ overstepped: body.overstepped.map((one, i) => (i === at ? { ...one, ...change } : one)) });
  const n = new Intl.NumberFormat(i18n.language);
  const key = (place: { stream?: string; seq: number }) => `${place.stream}:${place.seq}`;
  const complete =
    body.person !== '' && body.facts.trim() !== '' && body.overstepped.every((one) => one.id.trim() !== '');
  const submit = () =>
    save.mutate((version) => {
      const { n: number, ...rest } = body;
      return number === undefined
        ? call('post', '/cases/{id}/findings', { path: { id: file.id }, version, body: rest })
        : call('put', '/cases/{id}/findings/{n}', { path: { id: file.id, n: number }, version, body: rest });
    });
  return (
    <Drawer
      open
      size={680}
      title={t(finding ? 'cases.finding.change' : 'cases.finding.add')}
      onClose={onEnd}
      footer={
        <div className="wf-drawer-foot">
          <span className="wf-grow" />
          <Button type="primary" disabled={!complete} loading={save.isPending} onClick={submit}>
            {t('common.save')}
          </Button>
        </div>
      }
    >
      <div className="wf-form">
        <CaseProblem id={file.id} error={save.error} />
        <div className="wf-field">
          <label htmlFor="wf-finding-person">{t('cases.finding.person')}</label>
          <PersonPicker id="wf-finding-person" value={body.person} onChange={(person) => set({ person })} />
        </div>
        <div className="wf-field">
          <label htmlFor="wf-finding-severity">{t('alerts.column.severity')}</label>
          <SeveritySelect id="wf-finding-severity" value={body.severity} onChange={(severity) => set({ severity })} />
        </div>
        <fieldset className="wf-conditions">
          <legend className="wf-label">{t('cases.finding.overstepped')}</legend>
          {body.overstepped.map((one, i) => (
            <div key={i} className="wf-condition">
              <Select
                aria-label={t('cases.finding.kindLabel')}
                value={one.kind}
                options={kinds.map((value) => ({ value, label: t(`cases.finding.kind.${value}`) }))}
                onChange={(kind) => setOverstep(i, { kind })}
              />
              <Input
                aria-label={t('cases.finding.id')}
                placeholder={t('cases.finding.id')}
                value={one.id}
                onChange={(event) => setOverstep(i, { id: event.target.value })}
              />
              <Input
                aria-label={t('cases.finding.words')}
                placeholder={t('cases.finding.words')}
                value={one.words}
                onChange={(event) => setOverstep(i, { words: event.target.value })}
              />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('common.delete')}
                disabled={body.overstepped.length === 1}
                onClick={() => set({ overstepped: body.overstepped.filter((_, at) => at !== i) })}
              />
            </div>
          ))}
          <Button
            size="small"
            icon={<PlusOutlined />}
            disabled={body.overstepped.length >= 20}
            onClick={() => set({ overstepped: [...body.overstepped, { kind: 'clause', id: '', words: '' }] })}
          >
            {t('cases.finding.addOverstep')}
          </Button>
        </fieldset>
        <div className="wf-field">
          <label htmlFor="wf-finding-proof">{t('cases.finding.proof')}</label>
          <Select
            id="wf-finding-proof"
            className="wf-wide"
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            value={(body.proof ?? []).map(key)}
            options={file.evidence.map((one) => ({
              value: key(one),
              label: `${t(`stream.${one.stream}`)} #${n.format(one.seq)} ${one.words}`,
            }))}
            onChange={(chosen: string[]) =>
              set({
                proof: file.evidence
                  .filter((one) => chosen.includes(key(one)))
                  .map(({ stream, seq }) => ({ stream: stream as 'events', seq })),
              })
            }
          />
          <small>{t('cases.finding.proofHint')}</small>
        </div>
        {pages.map((name) => (
          <div key={name} className="wf-field">
            <label htmlFor={`wf-finding-${name}`}>{t(`cases.finding.${name}`)}</label>
            <Input.TextArea
              id={`wf-finding-${name}`}
              className="wf-grow-text"
              rows={3}
              maxLength={8000}
              value={body[name] ?? ''}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          </div>
        ))}
      </div>
    </Drawer>
  );
}
