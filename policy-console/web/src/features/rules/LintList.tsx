import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Lamp } from '../../ui/Lamp';
import { SeverityMark } from '../../ui/SeverityMark';
import { columnOf, lineRange, type Problem } from './lint';

interface Props {
  lint: Schema<'RuleLint'>;
  yaml: string;
  onJump: (problem: Problem) => void;
}

/** What is wrong, line by line, and what was read. */
export function LintList({ lint, yaml, onJump }: Props) {
  const { t } = useTranslation();
  const place = (problem: Problem) => {
    const [from, to] = lineRange(yaml, problem.line);
    const column = columnOf(yaml.slice(from, to), problem.reason);
    return column === null
      ? t('backtest.line', { line: problem.line })
      : t('editor.place', { line: problem.line, column });
  };
  return (
    <>
      {lint.problems.length > 0 && (
        <ul className="wf-plain wf-problems">
          {lint.problems.map((problem) => (
            <li key={`${problem.line} ${problem.reason}`}>
              <Lamp tone={problem.kind === 'invalid' ? 'bad' : 'warn'}>{t(`editor.kind.${problem.kind}`)}</Lamp>{' '}
              {problem.line > 0 && (
                <button type="button" className="wf-link" onClick={() => onJump(problem)}>
                  {place(problem)}
                </button>
              )}{' '}
              {problem.reason}
            </li>
          ))}
        </ul>
      )}
      {lint.rules.length > 0 && (
        <ul className="wf-plain">
          {lint.rules.map((rule) => (
            <li key={`${rule.id} ${rule.line}`} className="wf-inline">
              <SeverityMark severity={rule.severity} />
              <b>{rule.title}</b>
              <code>{rule.logsource}</code>
            </li>
          ))}
        </ul>
      )}
      {lint.rules.length === 0 && lint.problems.length === 0 && <p className="wf-hint">{t('editor.nothing')}</p>}
    </>
  );
}
