import type { ReactNode } from 'react';
import type { Json } from '../lib/record';
import { CopyButton } from './Copyable';

/** JSON as coloured text. Only text nodes are made, so hostile log content stays text. */
function render(value: Json, indent: string): ReactNode {
  if (value === null || typeof value === 'boolean') return <i className="wf-json-word">{String(value)}</i>;
  if (typeof value === 'number') return <i className="wf-json-number">{String(value)}</i>;
  if (typeof value === 'string') return <i className="wf-json-text">{JSON.stringify(value)}</i>;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return (
      <>
        {'[\n'}
        {value.map((item, i) => (
          <span key={i}>
            {inner}
            {render(item, inner)}
            {i < value.length - 1 ? ',\n' : '\n'}
          </span>
        ))}
        {`${indent}]`}
      </>
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return (
    <>
      {'{\n'}
      {entries.map(([key, item], i) => (
        <span key={key}>
          {inner}
          <b className="wf-json-key">{JSON.stringify(key)}</b>
          {': '}
          {render(item, inner)}
          {i < entries.length - 1 ? ',\n' : '\n'}
        </span>
      ))}
      {`${indent}}`}
    </>
  );
}

export function JsonView({ value, label }: { value: Json; label: string }) {
  return (
    <div className="wf-json">
      <CopyButton text={JSON.stringify(value, null, 2)} />
      <pre tabIndex={0} aria-label={label}>
        {render(value, '')}
      </pre>
    </div>
  );
}
