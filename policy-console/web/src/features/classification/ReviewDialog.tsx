import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { LevelChip } from '../../ui/Labels';
import { InlineProblem } from '../../ui/States';
import { LevelSelect } from '../directory/LevelSelect';

type Item = Schema<'CampaignItem'>;
const decisions = ['keep', 'raise', 'lower-request'] as const;

/** What is said of one asset: keep its level, raise it at once, or wish for a lower one. */
export function ReviewDialog({ campaign, item, onClose }: { campaign: string; item: Item; onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const tooLow = item.recommended !== null && item.recommended > (item.level ?? 0);
  const [decision, setDecision] = useState<(typeof decisions)[number]>(tooLow ? 'raise' : 'keep');
  const [level, setLevel] = useState<number | undefined>(tooLow ? (item.recommended ?? undefined) : undefined);
  const [comment, setComment] = useState('');
  const save = useMutation({
    mutationFn: () =>
      call('post', '/classification/campaigns/{id}/items/{asset}', {
        path: { id: campaign, asset: item.asset },
        body: {
          version: item.version,
          decision,
          level: decision === 'keep' ? undefined : level,
          comment: comment.trim() || undefined,
        },
      }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['classification'] }),
  });
  return (
    <Modal
      open
      width={560}
      title={t('classification.reviewOf', { name: item.name })}
      okText={t('classification.sayIt')}
      okButtonProps={{ disabled: decision !== 'keep' && level === undefined }}
      confirmLoading={save.isPending}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <InlineProblem error={save.error} />
      <p className="wf-grade-line">
        {item.level ? <LevelChip rank={item.level} /> : t('assets.ungraded')}
        {item.recommended && (
          <>
            <span aria-hidden>→</span>
            <LevelChip rank={item.recommended} />
          </>
        )}
      </p>
      <fieldset className="wf-choices">
        <legend>{t('classification.decision')}</legend>
        {decisions.map((value) => (
          <label key={value} className="wf-choice" data-on={decision === value || undefined}>
            <input type="radio" name="decision" checked={decision === value} onChange={() => setDecision(value)} />
            <span>
              <strong>{t(`classification.say.${value}`)}</strong>
              <small>{t(`classification.sayHint.${value}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="wf-form">
        {decision !== 'keep' && (
          <Field label={t('assets.level')} htmlFor={`${ids}lvl`}>
            <LevelSelect id={`${ids}lvl`} value={level} onChange={setLevel} />
          </Field>
        )}
        <Field label={t('classification.comment')} htmlFor={`${ids}com`}>
          <Input.TextArea id={`${ids}com`} className="wf-grow-text" rows={2} maxLength={1000} value={comment} onChange={(e) => setComment(e.target.value)} />
        </Field>
      </div>
    </Modal>
  );
}
