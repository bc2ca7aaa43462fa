import { Input, Modal } from 'antd';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { useDraft } from './drafts';

interface Props {
  about: string;
  draft: string;
  error: unknown;
  pending: boolean;
  onSubmit: (comment: string, sent: () => void) => void;
  onCancel: () => void;
}

export function CommentDialog({ about, draft, error, pending, onSubmit, onCancel }: Props) {
  const { t } = useTranslation();
  const [comment, setComment] = useDraft(`comment.${draft}`);
  const submit = () => {
    if (comment.trim() !== '' && !pending) onSubmit(comment.trim(), () => setComment(''));
  };
  return (
    <Modal
      open
      title={t('alerts.bulk.do.comment')}
      width={480}
      okText={t('alerts.do.comment')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: pending, disabled: comment.trim() === '' }}
      onOk={submit}
      onCancel={onCancel}
    >
      <p className="wf-hint">{about}</p>
      <InlineProblem error={error} />
      <label className="wf-label" htmlFor="wf-bulk-comment">
        {t('alerts.comment.label')}
      </label>
      <Input.TextArea
        id="wf-bulk-comment"
        className="wf-grow-text"
        autoFocus
        rows={3}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
    </Modal>
  );
}
