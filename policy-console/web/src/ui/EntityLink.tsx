import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const withPage = new Set(['person', 'asset', 'user', 'host', 'source']);

/** Leads to the page of a person, account, host, address or asset; other things are text only. */
export function EntityLink({ kind, id, children }: { kind: string; id: string; children?: ReactNode }) {
  if (!withPage.has(kind) || id === '') return <>{children ?? id}</>;
  return (
    <Link to="/entities/$kind/$id" params={{ kind, id }} search={{}} className="wf-break">
      {children ?? id}
    </Link>
  );
}
