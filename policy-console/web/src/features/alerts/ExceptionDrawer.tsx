import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Drawer, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { useRuleNames } from '../../ui/rules';
import { InlineProblem, LoadingRows } from '../../ui/States';
import { ExceptionEffect } from './ExceptionEffect';
import {
  type Exception,
  longestDays,
  missing,
  operators,
  usePreview,
  usePreviewStart,
  useExceptionDraft,
} from './exception';

interface Props {
  alertId: string;
  /** The preview that is shown. */
  previewId: string | undefined;
  onPreview: (id: string | undefined) => void;
  onClose: () => void;
}

/** An exception for what raised this alert: filled in from it, tried, then asked for. */
export function ExceptionDrawer({ alertId, previewId, onPreview, onClose }: Props) {
  const { t } = useTranslation();
  const draft = useExceptionDraft(alertId);
  const preview = usePreview(previewId);
  const made = preview.data?.exception;
  return (
    <Drawer open size={760} title={t('exception.title')} onClose={onClose} destroyOnHidden>
      <p className="wf-prose">{t('exception.hint')}</p>
      <InlineProblem error={draft.error} />
      {draft.isPending && <LoadingRows rows={5} />}
      {draft.data && (
        <Form
          // A link to a preview shows what was tried.
          key={made ? previewId : 'draft'}
          first={made ?? draft.data}
          firstDays={preview.data?.days ?? 30}
          previewId={previewId}
          onPreview={onPreview}
        />
      )}
    </Drawer>
  );
}

interface FormProps {
  first: Exception;
  firstDays: number;
  previewId: string | undefined;
  onPreview: (id: string | undefined) => void;
}

function Form({ first, firstDays, previewId, onPreview }: FormProps) {
  const { t } = useTranslation();
  const ruleName = useRuleNames();
  const [wish, setWish] = useState(first);
  const [days, setDays] = useState(firstDays);
  const [tried, setTried] = useState(previewId ? JSON.stringify(first) : '');
  const start = usePreviewStart((id) => {
    setTried(JSON.stringify(wish));
    onPreview(id);
  });
  const preview = usePreview(previewId);
  useEffect(() => {
    // What is on screen is not what was tried any more.
    if (previewId && tried !== '' && tried !== JSON.stringify(wish)) onPreview(undefined);
  }, [previewId, tried, wish, onPreview]);
  const set = (change: Partial<Exception>) => setWish((old) => ({ ...old, ...change }));
  const setCondition = (at: number, change: Partial<Exception['conditions'][number]>) =>
    set({ conditions: wish.conditions.map((c, i) => (i === at ? { ...c, ...change } : c)) });
  const gone = missing(wish);
  const need = (name: string) => (gone.includes(name) ? 'error' : undefined);
  return (
    <div className="wf-form">
      <div className="wf-field">
        <label htmlFor="wf-exc-title">{t('exception.name')}</label>
        <Input
          id="wf-exc-title"
          maxLength={200}
          status={need('title')}
          value={wish.title}
          onChange={(event) => set({ title: event.target.value })}
        />
      </div>
      <div className="wf-field">
        <span className="wf-label">{t('exception.rules')}</span>
        {wish.rules.map((rule) => (
          <div key={rule}>{ruleName(rule)}</div>
        ))}
      </div>
      <fieldset className="wf-conditions">
        <legend className="wf-label">{t('exception.conditions')}</legend>
        {wish.conditions.map((condition, i) => (
          <div key={i} className="wf-condition">
            <Input
              aria-label={t('explain.field')}
              className="wf-mono"
              value={condition.field}
              onChange={(event) => setCondition(i, { field: event.target.value })}
            />
            <Select
              aria-label={t('explain.operator')}
              value={condition.operator}
              options={operators.map((value) => ({ value, label: t(`operator.${value}`) }))}
              onChange={(operator) => setCondition(i, { operator })}
            />
            <Select
              aria-label={t('exception.values')}
              mode="tags"
              open={false}
              suffixIcon={null}
              value={condition.values}
              onChange={(values: string[]) => setCondition(i, { values })}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('exception.removeCondition', { field: condition.field })}
              disabled={wish.conditions.length === 1}
              onClick={() => set({ conditions: wish.conditions.filter((_, at) => at !== i) })}
            />
          </div>
        ))}
        <Button
          size="small"
          icon={<PlusOutlined />}
          disabled={wish.conditions.length >= 10}
          onClick={() => set({ conditions: [...wish.conditions, { field: '', operator: 'equals', values: [] }] })}
        >
          {t('exception.addCondition')}
        </Button>
        <small className="wf-block">{t('exception.conditionsHint')}</small>
      </fieldset>
      <div className="wf-form-pair">
        <div className="wf-field">
          <label htmlFor="wf-exc-owner">{t('exception.owner')}</label>
          <Input
            id="wf-exc-owner"
            maxLength={64}
            status={need('owner')}
            value={wish.owner}
            onChange={(event) => set({ owner: event.target.value })}
          />
        </div>
        <div className="wf-field">
          <label htmlFor="wf-exc-expires">{t('exception.expires')}</label>
          <DatePicker
            id="wf-exc-expires"
            className="wf-wide"
            allowClear={false}
            value={dayjs(wish.expires)}
            minDate={dayjs().add(1, 'day')}
            maxDate={dayjs().add(longestDays - 1, 'day')}
            onChange={(day) => day && set({ expires: day.endOf('day').toISOString() })}
          />
        </div>
      </div>
      <div className="wf-field">
        <label htmlFor="wf-exc-reason">{t('exception.reason')}</label>
        <Input.TextArea
          id="wf-exc-reason"
          className="wf-grow-text"
          rows={2}
          maxLength={1000}
          status={need('reason')}
          value={wish.reason}
          placeholder={t('exception.reasonHint')}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </div>
      <div className="wf-inline">
        <label htmlFor="wf-exc-days">{t('exception.days')}</label>
        <InputNumber id="wf-exc-days" min={1} max={90} value={days} onChange={(value) => setDays(value ?? 30)} />
        <Button
          type={previewId ? 'default' : 'primary'}
          disabled={gone.length > 0}
          loading={start.isPending || preview.data?.state === 'running'}
          onClick={() => start.mutate({ exception: wish, days })}
        >
          {t('exception.try')}
        </Button>
      </div>
      <InlineProblem error={start.error} />
      {previewId && <ExceptionEffect id={previewId} preview={preview.data} error={preview.error} />}
    </div>
  );
}
