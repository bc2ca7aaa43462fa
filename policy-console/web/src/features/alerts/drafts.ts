import { useCallback, useState } from 'react';

/**
 * Text being typed, kept for the tab under a key until it is sent: neither a reload nor a lost
 * server loses it.
 */
export function useDraft(key: string): [string, (text: string) => void] {
  const name = `watchfire.draft.${key}`;
  const [text, setText] = useState(() => window.sessionStorage.getItem(name) ?? '');
  const put = useCallback(
    (next: string) => {
      setText(next);
      if (next === '') window.sessionStorage.removeItem(name);
      else window.sessionStorage.setItem(name, next);
    },
    [name],
  );
  return [text, put];
}
