/** Long tables: of many rows of one height only those near the screen are made. */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

export interface Span {
  first: number;
  /** Behind the last one. */
  end: number;
}

/** The rows that are made when this much lies above and is seen. */
export function spanOf(above: number, height: number, row: number, count: number, spare: number): Span {
  const first = Math.max(0, Math.min(count, Math.floor(above / row) - spare));
  const end = Math.min(count, Math.ceil((above + height) / row) + spare);
  return { first, end: Math.max(first, end) };
}

const spare = 6;

/**
 * Rows of a table that scrolls with the page.
 *
 * @param row height of each row in pixels
 */
export function useVirtualRows(body: RefObject<HTMLElement | null>, count: number, row: number) {
  const [span, setSpan] = useState<Span>(() => spanOf(0, window.innerHeight, row, count, spare));
  const frame = useRef(0);
  const measure = useCallback(() => {
    frame.current = 0;
    const top = body.current?.getBoundingClientRect().top ?? 0;
    const next = spanOf(Math.max(0, -top), window.innerHeight, row, count, spare);
    setSpan((old) => (old.first === next.first && old.end === next.end ? old : next));
  }, [body, count, row]);
  useLayoutEffect(() => {
    measure();
    const soon = () => {
      if (frame.current === 0) frame.current = requestAnimationFrame(measure);
    };
    window.addEventListener('scroll', soon, { passive: true });
    window.addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      window.removeEventListener('scroll', soon);
      window.removeEventListener('resize', soon);
    };
  }, [measure]);

  /** Brings a row between what stands still above and below it. */
  const reveal = useCallback(
    (index: number, above: number, below: number) => {
      const top = (body.current?.getBoundingClientRect().top ?? 0) + index * row;
      if (top < above) window.scrollBy({ top: top - above });
      else if (top + row > window.innerHeight - below) {
        window.scrollBy({ top: top + row - window.innerHeight + below });
      }
      measure();
    },
    [body, row, measure],
  );
  return {
    first: Math.min(span.first, count),
    end: Math.min(span.end, count),
    before: Math.min(span.first, count) * row,
    after: (count - Math.min(span.end, count)) * row,
    reveal,
  };
}
