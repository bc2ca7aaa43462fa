/** What is being typed into a draft: kept apart from what the server has, and checked while typing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { call, type Schema } from '../../api/call';
import { ApiProblem } from '../../api/http';
import { useDraft } from '../alerts/drafts';
import { difference, isSame, type Policy, type Problem } from './policy';

export type Draft = Schema<'PolicyDraft'>;

interface Typed {
  /** Version of the draft that it goes out from, and the policies of that. */
  version: number;
  base: Policy[];
  title: string;
  policies: Policy[];
  /** What the text view holds when it is no list of policies (yet). */
  broken?: string;
}

function policiesOf(text: string): Policy[] | null {
  try {
    const read: unknown = JSON.parse(text);
    const list = Array.isArray(read) ? read : (read as { policies?: unknown } | null)?.policies;
    return Array.isArray(list) && list.every((p) => typeof p === 'object' && p !== null) ? (list as Policy[]) : null;
  } catch {
    return null;
  }
}

function useChecked(policies: Policy[], enabled: boolean) {
  const [rest, setRest] = useState(policies);
  useEffect(() => {
    const timer = setTimeout(() => setRest(policies), 400);
    return () => clearTimeout(timer);
  }, [policies]);
  return useQuery({
    queryKey: ['access', 'check', rest],
    queryFn: ({ signal }) => call('post', '/access/checks', { body: { policies: rest }, signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: (old) => old,
  });
}

export function useDraftEditor(draft: Draft) {
  const client = useQueryClient();
  const [kept, keep] = useDraft(`access.${draft.id}`);
  const fresh = useMemo<Typed>(
    () => ({ version: draft.version, base: draft.policies, title: draft.title, policies: draft.policies }),
    [draft],
  );
  const [typed, setTyped] = useState<Typed | null>(() => {
    if (kept === '') return null;
    try {
      return JSON.parse(kept) as Typed;
    } catch {
      return null;
    }
  });
  const now = typed ?? fresh;
  const change = useCallback(
    (to: Partial<Typed>) => {
      const next = { ...now, broken: undefined, ...to };
      setTyped(next);
      keep(JSON.stringify(next));
    },
    [now, keep],
  );
  const discard = useCallback(() => {
    setTyped(null);
    keep('');
  }, [keep]);

  const mine = difference(now.base, now.policies);
  const dirty = typed !== null && (!isSame(mine) || now.title !== draft.title || now.broken !== undefined);
  const theirs = typed && typed.version !== draft.version ? difference(typed.base, draft.policies) : null;
  const check = useChecked(now.policies, draft.state === 'open' && now.broken === undefined);
  const save = useMutation({
    mutationFn: (extra: { baseVersion?: number }) =>
      call('put', '/access/drafts/{id}', {
        path: { id: draft.id },
        version: draft.version,
        body: { title: now.title.trim(), policies: now.policies, ...extra },
      }),
    onSuccess: (saved) => {
      discard();
      client.setQueryData(['access', 'draft', draft.id], saved);
      void client.invalidateQueries({ queryKey: ['access', 'drafts'] });
      void client.invalidateQueries({ queryKey: ['access', 'draft', draft.id, 'diff'] });
    },
    onError: (problem) => {
      // Somebody was faster: the newest version is fetched, what was typed stays, and both are shown.
      if (problem instanceof ApiProblem && problem.code === 'stale') {
        void client.invalidateQueries({ queryKey: ['access', 'draft', draft.id], exact: true });
      }
    },
  });
  const refused =
    save.error instanceof ApiProblem && save.error.code === 'policies' ? (save.error.fields.problems as Problem[]) : [];
  return {
    title: now.title,
    policies: now.policies,
    broken: now.broken,
    mine,
    theirs,
    dirty,
    discard,
    save,
    problems: dirty || refused.length === 0 ? (check.data?.problems ?? []) : refused,
    checking: check.isFetching,
    checkFailed: check.error,
    setTitle: (title: string) => change({ title }),
    setPolicies: (policies: Policy[]) => change({ policies }),
    setText: (text: string) => {
      const policies = policiesOf(text);
      change(policies ? { policies } : { broken: text });
    },
  };
}

export type Editor = ReturnType<typeof useDraftEditor>;
