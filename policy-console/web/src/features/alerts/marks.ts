import { useCallback, useEffect, useState } from 'react';
import type { Alert } from './queue';

const none: ReadonlySet<string> = new Set();
/** What one act can name one by one; more is everything the view finds. */
const most = 500;

/** Rows that are marked for a common act; another view begins with none. */
export function useMarks(view: object) {
  const [marked, setMarked] = useState(none);
  const [all, setAll] = useState(false);
  const key = JSON.stringify(view);
  const set = useCallback((ids: readonly string[]) => {
    setAll(false);
    setMarked(new Set(ids));
  }, []);
  useEffect(() => set([]), [key, set]);
  const toggle = useCallback((row: Alert) => {
    setAll(false);
    setMarked((old) => {
      const next = new Set(old);
      if (!next.delete(row.id) && next.size < most) next.add(row.id);
      return next;
    });
  }, []);
  const clear = useCallback(() => set([]), [set]);
  const takeAll = useCallback(() => setAll(true), []);
  return { marked, all, most, set, toggle, clear, takeAll };
}
