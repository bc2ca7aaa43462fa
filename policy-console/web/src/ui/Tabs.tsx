import type { ReactNode } from 'react';

export interface Tab<K extends string> {
  key: K;
  label: ReactNode;
  count?: number | string;
}

interface Props<K extends string> {
  label: string;
  tabs: Tab<K>[];
  value: K;
  onChange: (key: K) => void;
}

/** The views of one page. The choice belongs into the URL, so the page keeps it, not this. */
export function Tabs<K extends string>({ label, tabs, value, onChange }: Props<K>) {
  return (
    <nav className="wf-tabs" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          aria-current={tab.key === value ? 'page' : undefined}
          onClick={() => onChange(tab.key)}
        >
          {tab.label}
          {tab.count !== undefined && <span className="wf-count">{tab.count}</span>}
        </button>
      ))}
    </nav>
  );
}
