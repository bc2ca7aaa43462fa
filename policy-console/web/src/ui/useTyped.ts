import { useEffect, useRef, useState } from 'react';

/**
 * Text of a search box: shown at once, handed on when typing rests, and following the URL when that
 * changes otherwise.
 */
export function useTyped(value: string | undefined, onRest: (text: string | undefined) => void) {
  const [text, setText] = useState(value ?? '');
  const given = useRef(value ?? '');
  const rest = useRef(onRest);
  useEffect(() => {
    rest.current = onRest;
  });
  useEffect(() => {
    if ((value ?? '') === given.current) return;
    given.current = value ?? '';
    setText(value ?? '');
  }, [value]);
  useEffect(() => {
    if (text === given.current) return;
    const timer = setTimeout(() => {
      given.current = text;
      rest.current(text || undefined);
    }, 300);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText] as const;
}
