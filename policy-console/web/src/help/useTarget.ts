import { useEffect, useState } from 'react';
import type { Box } from './stops';

/** Room between what is pointed at and the frame around it. */
const air = 5;

function boxOf(element: Element): Box {
  const rect = element.getBoundingClientRect();
  const left = Math.max(2, rect.left - air);
  const top = Math.max(2, rect.top - air);
  return {
    left,
    top,
    width: Math.min(window.innerWidth - 2, rect.right + air) - left,
    height: Math.min(window.innerHeight - 2, rect.bottom + air) - top,
  };
}

/** Only when its beginning cannot be seen: what is taller than the window stays as it is. */
function bringIntoView(element: Element): void {
  const { top } = element.getBoundingClientRect();
  if (top < 44 || top > window.innerHeight - 160) element.scrollIntoView({ block: 'center' });
}

const same = (a: Box | null, b: Box | null) =>
  a === b || (a !== null && b !== null && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height);

/** Where on the screen an element is, once it is there; follows it while it moves. */
export function useTarget(selector: string): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    let shown: Element | null = null;
    const look = () => {
      const element = document.querySelector(selector);
      // The page before may have had one like it.
      if (element && element !== shown) bringIntoView(element);
      shown = element;
      const next = element ? boxOf(element) : null;
      setBox((old) => (same(old, next) ? old : next));
    };
    look();
    const timer = setInterval(look, 200);
    window.addEventListener('scroll', look, true);
    return () => {
      clearInterval(timer);
      window.removeEventListener('scroll', look, true);
    };
  }, [selector]);
  return box;
}
