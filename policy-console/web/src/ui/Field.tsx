import type { ReactNode } from 'react';

interface Props {
  label: string;
  hint?: ReactNode;
  /** What is wrong with what was typed; said to whoever cannot see it too. */
  problem?: string;
  htmlFor?: string;
  children: ReactNode;
}

/** A control of a form with its name above and its explanation below. */
export function Field({ label, hint, problem, htmlFor, children }: Props) {
  return (
    <div className="wf-field" data-bad={problem ? true : undefined}>
      <label htmlFor={htmlFor}>{label}</label>
      {children}
      {problem ? (
        <small className="wf-field-bad" role="alert">
          {problem}
        </small>
      ) : (
        hint && <small>{hint}</small>
      )}
    </div>
  );
}
