import { LoadingOutlined, SearchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../../api/http';

interface Props {
  value: string;
  problem: ApiProblem | null;
  busy: boolean;
  onRun: (query: string) => void;
  onCancel: () => void;
}

/** Columns count from 1; a column one past the end means that something is missing there. */
function columnOf(problem: ApiProblem | null): number | null {
  const column = problem?.fields.column;
  return typeof column === 'number' && column >= 1 ? column : null;
}

/** The server says it in English as the detail and in Chinese beside it. */
function messageOf(problem: ApiProblem, lang: string): string {
  const zh = problem.fields.zh;
  const text = lang.startsWith('zh') && typeof zh === 'string' ? zh : problem.detail || problem.title;
  // The column is shown before it, as a way to get there.
  return columnOf(problem) === null ? text : text.replace(/\s*[(（][^()（）]*\d+[^()（）]*[)）]$/u, '');
}

const examples = [
  'event.action: "file-read" and file.path: /srv/share/*',
  'user.name: li.na and not source.ip: 10.20.0.0/16',
  'event.outcome: failure and event.category: authentication',
];

export function QueryBar({ value, problem, busy, onRun, onCancel }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const column = text === value ? columnOf(problem) : null;
  const jump = () => {
    if (column === null) return;
    input.current?.focus();
    input.current?.setSelectionRange(column - 1, column);
  };
  return (
    <search className="wf-query" data-bad={problem ? true : undefined}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onRun(text);
        }}
      >
        <SearchOutlined aria-hidden />
        <div className="wf-query-field">
          <input
            id="wf-query"
            ref={input}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('audit.placeholder')}
            aria-label={t('audit.query')}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? 'wf-query-problem' : undefined}
            spellCheck={false}
            autoComplete="off"
          />
          {column !== null && (
            <div className="wf-query-caret" aria-hidden="true">
              <span>{text.slice(0, column - 1)}</span>
              <b>^</b>
            </div>
          )}
        </div>
        {/* Not `loading`: that would swallow the Enter of who refines before the answer is there. */}
        <Button type="primary" htmlType="submit" icon={busy ? <LoadingOutlined /> : undefined}>
          {t('audit.run')}
        </Button>
        {busy && <Button onClick={onCancel}>{t('common.cancel')}</Button>}
      </form>
      {problem && text === value && (
        <p id="wf-query-problem" className="wf-query-problem" role="alert">
          {column !== null && (
            <button type="button" className="wf-link" onClick={jump}>
              {t('audit.column', { column })}
            </button>
          )}{' '}
          {messageOf(problem, i18n.language)}
        </p>
      )}
      {text === '' && !problem && (
        <p className="wf-query-examples">
          {t('audit.examples')}
          {examples.map((example) => (
            <button key={example} type="button" className="wf-term" onClick={() => onRun(example)}>
              {example}
            </button>
          ))}
        </p>
      )}
    </search>
  );
}
