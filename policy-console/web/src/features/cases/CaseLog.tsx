import { Button, Input } from 'antd';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { When } from '../../ui/When';
import { useDraft } from '../alerts/drafts';
import { CaseProblem } from './CaseProblem';
import { type Case, useCaseRights, useCaseStep } from './case';

/** Everything that was done and noted, newest first; entries are never changed. */
export function CaseLog({ file }: { file: Case }) {
  const { t } = useTranslation();
  const rights = useCaseRights(file);
  const [text, setText] = useDraft(`case-note.${file.id}`);
  const note = useCaseStep(file.id, () => setText(''));
  const send = () => {
    if (text.trim() === '' || note.isPending) return;
    note.mutate(() => call('post', '/cases/{id}/notes', { path: { id: file.id }, body: { text: text.trim() } }));
  };
  return (
    <Card title={t('cases.log.title')}>
      {rights.notes && (
        <div className="wf-note">
          <CaseProblem id={file.id} error={note.error} />
          <label className="wf-label" htmlFor="wf-case-note">
            {t('cases.log.note')}
          </label>
          <Input.TextArea
            id="wf-case-note"
            className="wf-grow-text"
            rows={2}
            maxLength={8000}
            value={text}
            placeholder={t('alerts.comment.placeholder')}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
            }}
          />
          <div className="wf-actions">
            <Button disabled={text.trim() === ''} loading={note.isPending} onClick={send}>
              {t('cases.log.add')}
            </Button>
          </div>
        </div>
      )}
      <ol className="wf-history">
        {[...file.entries].reverse().map((entry) => (
          <li key={entry.n} data-action={entry.action}>
            <p>
              <b>{entry.actor}</b> {t(`cases.action.${entry.action}`, { defaultValue: entry.action })}
            </p>
            {entry.words && <blockquote>{entry.words}</blockquote>}
            <When at={entry.at} />
          </li>
        ))}
      </ol>
    </Card>
  );
}
