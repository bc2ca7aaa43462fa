import { Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useRef, useState } from 'react';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import type { Problem } from './policy';
import { lineOf, positionOf } from './position';
import type { Editor } from './useDraftEditor';

/** All policies as JSON, with every problem and the line it is in. */
export function PolicyText({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const { t, i18n } = useTranslation();
  const area = useRef<TextAreaRef>(null);
  // Typed text keeps its own spacing; what the form changed comes in anew.
  const [own, setOwn] = useState('');
  const text =
    editor.broken ?? (says(own, editor.policies) ? own : JSON.stringify(editor.policies, null, 2));
  const place = (problem: Problem) => positionOf(text, problem.path.replace(/^policies/, ''));
  const show = (problem: Problem) => {
    const element = area.current?.resizableTextArea?.textArea;
    const at = place(problem);
    if (!element || at === null) return;
    element.focus();
    element.setSelectionRange(at, at);
    const lines = text.split('\n').length;
    element.scrollTop = (element.scrollHeight / lines) * Math.max(0, lineOf(text, at) - 6);
  };
  return (
    <div className="wf-policy-text">
      <Input.TextArea
        ref={area}
        className="wf-code"
        rows={30}
        spellCheck={false}
        readOnly={readOnly}
        aria-label={t('access.draftView.text')}
        value={text}
        onChange={(event) => {
          setOwn(event.target.value);
          editor.setText(event.target.value);
        }}
      />
      <section aria-label={t('access.problemList')} aria-live="polite">
        {editor.broken !== undefined ? (
          <div className="wf-notice wf-notice-bad">
            <strong>{t('access.noJson')}</strong>
            <p>{jsonProblem(editor.broken)}</p>
          </div>
        ) : editor.checkFailed ? (
          <InlineProblem error={editor.checkFailed} />
        ) : editor.problems.length === 0 ? (
          <p className="wf-hint">{t('access.noProblems')}</p>
        ) : (
          <ol className="wf-problems">
            {editor.problems.map((problem, i) => {
              const at = place(problem);
              return (
                <li key={`${problem.path}-${i}`}>
                  <button type="button" className="wf-link" onClick={() => show(problem)}>
                    {at !== null && <b>{t('access.line', { n: lineOf(text, at) })}</b>} <code>{problem.path}</code>
                  </button>
                  <p>{pick(problem, i18n.language)}</p>
                </li>
              );
            })}
          </ol>
        )}
      </section>
    </div>
  );
}

/** Whether a text is these policies, whatever its spacing. */
function says(text: string, policies: Editor['policies']): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(policies);
  } catch {
    return false;
  }
}

/** What the browser says is wrong with the text; it names the place. */
function jsonProblem(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}
