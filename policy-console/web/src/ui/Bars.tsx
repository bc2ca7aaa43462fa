import { useState } from 'react';
import { usePreferences } from '../app/preferences';
import { useTranslation } from '../i18n/translation';
import { formatInstant } from '../lib/time';

export interface Bar {
  at: number;
  value: number;
  /** Stands out. */
  marked?: boolean;
}

interface Props {
  bars: readonly Bar[];
  /** What is counted, for who cannot see the picture. */
  label: string;
  /** What the mark means. */
  markedLabel?: string;
}

const width = 720;
const height = 96;

/** Counts over days as bars, with a table of the same for readers of the screen. */
export function Bars({ bars, label, markedLabel }: Props) {
  const { t, i18n } = useTranslation();
  const { zone } = usePreferences();
  const [hover, setHover] = useState<number | null>(null);
  const top = Math.max(1, ...bars.map((bar) => bar.value));
  const step = width / Math.max(1, bars.length);
  const n = new Intl.NumberFormat(i18n.language);
  const shown = hover === null ? undefined : bars[hover];
  const day = (bar: Bar | undefined) => (bar ? formatInstant(bar.at, zone, 'day') : '');
  return (
    <figure className="wf-bars">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label} onPointerLeave={() => setHover(null)}>
        {bars.map((bar, i) => {
          const tall = (height * bar.value) / top;
          return (
            <g key={bar.at} data-marked={bar.marked || undefined} onPointerEnter={() => setHover(i)}>
              <rect className="wf-bars-room" x={i * step} y="0" width={step} height={height} />
              <rect
                className="wf-bars-bar"
                x={i * step + Math.min(2, step / 8)}
                y={height - Math.max(bar.value > 0 ? 2 : 0, tall)}
                width={Math.max(1, step - Math.min(4, step / 4))}
                height={Math.max(bar.value > 0 ? 2 : 0, tall)}
              />
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{day(bars[0])}</span>
        <span aria-hidden="true">
          {shown
            ? t('bars.at', { day: day(shown), n: n.format(shown.value) })
            : t('bars.top', { n: n.format(top) })}
          {shown?.marked && markedLabel ? ` · ${markedLabel}` : ''}
        </span>
        <span>{day(bars.at(-1))}</span>
      </figcaption>
      <table className="wf-hidden">
        <caption>{label}</caption>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.at}>
              <th scope="row">{day(bar)}</th>
              <td>{n.format(bar.value)}</td>
              <td>{bar.marked ? markedLabel : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
