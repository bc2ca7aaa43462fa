import { LoadingOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { call } from '../../api/call';
import type { ApiProblem } from '../../api/http';
import { useTranslation } from '../../i18n/translation';
import { completed, fieldsFor, type Gap, gapAt, valuesFor } from './completion';
import { type AuditQuery, searching } from './searching';

interface Props {
  value: string;
  /** Stream and times, from which values are offered. */
  scope: AuditQuery;
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

const valuesAsked = 200;

/** Fields of the catalog, and the values that the field at the caret has in the stream and time. */
function useChoices(gap: Gap | null, scope: AuditQuery) {
  const fields = useQuery({
    queryKey: ['search-fields'],
    queryFn: ({ signal }) => call('get', '/audit/fields', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const known = fields.data?.items ?? [];
  const field = gap?.kind === 'value' ? known.find((f) => f.name === gap.field) : undefined;
  const countable = field !== undefined && ['keyword', 'ip', 'boolean'].includes(field.type);
  const { stream, from, to } = scope;
  const values = useQuery({
    queryKey: ['search-values', stream, field?.name, from, to],
    queryFn: ({ signal }) => searching.top({ stream, from, to }, field!.name, valuesAsked, signal),
    enabled: countable,
    staleTime: 5 * 60_000,
    retry: false,
  });
  if (!gap) return [];
  if (gap.kind === 'field') return fieldsFor(gap.typed, known).map((f) => ({ text: f.name, note: f.type }));
  const found = countable ? (values.data?.values ?? []) : [];
  const count = new Map(found.map((v) => [v.text, v.count]));
  return valuesFor(gap.typed, [...count.keys()]).map((text) => ({ text, note: String(count.get(text)) }));
}

export function QueryBar({ value, scope, problem, busy, onRun, onCancel }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState(value);
  const [gap, setGap] = useState<Gap | null>(null);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const choices = useChoices(gap, scope);
  const column = text === value ? columnOf(problem) : null;
  const open = gap !== null && choices.length > 0;

  const look = (now: string, caret: number) => {
    setGap(gapAt(now, caret));
    setActive(-1);
  };
  const jump = () => {
    if (column === null) return;
    input.current?.focus();
    input.current?.setSelectionRange(column - 1, column);
  };
  const choose = (choice: string) => {
    if (!gap) return;
    const done = completed(text, gap, choice);
    setText(done.text);
    look(done.text, done.caret);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(done.caret, done.caret);
    });
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const box = event.currentTarget;
    if (event.key === 'Escape' && gap) {
      event.preventDefault();
      setGap(null);
    } else if ((event.key === ' ' && event.ctrlKey) || (event.key === 'ArrowDown' && !open)) {
      event.preventDefault();
      look(text, box.selectionStart ?? text.length);
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((old) => Math.min(choices.length - 1, Math.max(-1, old + step)));
    } else if (open && active >= 0 && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      choose(choices[active]!.text);
    }
  };
  return (
    <search className="wf-query" data-bad={problem ? true : undefined}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setGap(null);
          onRun(text);
        }}
      >
        <SearchOutlined aria-hidden />
        <div className="wf-query-field">
          <input
            id="wf-query"
            ref={input}
            value={text}
            role="combobox"
            aria-expanded={open}
            aria-controls="wf-query-choices"
            aria-autocomplete="list"
            aria-activedescendant={open && active >= 0 ? `wf-query-choice-${active}` : undefined}
            onChange={(event) => {
              setText(event.target.value);
              look(event.target.value, event.target.selectionStart ?? event.target.value.length);
            }}
            onKeyDown={onKey}
            onBlur={() => setGap(null)}
            placeholder={t('audit.placeholder')}
            aria-label={t('audit.query')}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? 'wf-query-problem' : 'wf-query-help'}
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
      <ul id="wf-query-choices" className="wf-query-choices" role="listbox" aria-label={t('audit.choices')} hidden={!open}>
        {choices.map((choice, i) => (
          <li
            key={choice.text}
            id={`wf-query-choice-${i}`}
            role="option"
            aria-selected={i === active}
            // Before the field loses its focus.
            onMouseDown={(event) => {
              event.preventDefault();
              choose(choice.text);
            }}
          >
            <code>{choice.text}</code>
            <small>{choice.note}</small>
          </li>
        ))}
      </ul>
      {problem && text === value ? (
        <p id="wf-query-problem" className="wf-query-problem" role="alert">
          {column !== null && (
            <button type="button" className="wf-link" onClick={jump}>
              {t('audit.column', { column })}
            </button>
          )}{' '}
          {messageOf(problem, i18n.language)}
        </p>
      ) : (
        <p id="wf-query-help" className="wf-query-help">
          {t('audit.help')}
        </p>
      )}
    </search>
  );
}
