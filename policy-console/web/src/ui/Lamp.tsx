import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'bad' | 'none';

const shapes: Record<Tone, string> = {
  ok: 'M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0zM2.800 6.200l2.200 2.300 4.300-4.700-.9-.8L5 6.700 3.700 5.300z',
  warn: 'M6 0l6 11.500H0zM5.400 4l.2 4h.8l.2-4zM5.400 9v1.200h1.200V9z',
  bad: 'M0 0h12v12H0zM3 3.900 5.100 6 3 8.100l.9.9L6 6.900 8.100 9l.9-.9L6.900 6 9 3.900 8.100 3 6 5.100 3.900 3z',
  none: 'M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0zM6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
};

/** How something is, by colour, shape and word. */
export function Lamp({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`wf-lamp wf-lamp-${tone}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d={shapes[tone]} fillRule="evenodd" />
      </svg>
      {children}
    </span>
  );
}
