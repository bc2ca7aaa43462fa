import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Schema } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { useTranslation } from '../../i18n/translation';
import { formatInstant } from '../../lib/time';
import { type Bars, barsOf } from './bars';

interface Props {
  data: Schema<'Histogram'> | undefined;
  from: string | undefined;
  to: string;
  onBrush: (from: string, to: string) => void;
}

const width = 1000;
const height = 72;
/** Shorter drags are clicks. */
const shortest = 4;

/** How many records per interval; drag across, or mark with Shift and arrows, to look at that time only. */
export function HistogramChart({ data, from, to, onBrush }: Props) {
  const { t, i18n } = useTranslation();
  const { zone } = usePreferences();
  const svg = useRef<SVGSVGElement>(null);
  const [brush, setBrush] = useState<[number, number] | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const [cursor, setCursor] = useState<{ at: number; anchor: number } | null>(null);

  const bars = barsOf(data, from, to);
  const { begin, span, step, top, buckets } = bars;
  const x = (at: number) => (width * (at - begin)) / span;
  const n = new Intl.NumberFormat(i18n.language);

  const positionOf = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    return Math.max(0, Math.min(width, (width * (event.clientX - box.left)) / box.width));
  };
  const finish = () => {
    if (brush) {
      const [a, b] = brush[0] < brush[1] ? brush : [brush[1], brush[0]];
      const at = (position: number) => new Date(begin + (span * position) / width).toISOString();
      if (b - a > shortest) onBrush(at(a), at(b));
    }
    setBrush(null);
  };
  const onKey = (event: KeyboardEvent) => {
    const last = buckets.length - 1;
    if (last < 0) return;
    const now = cursor ?? { at: last, anchor: last };
    const to = { ArrowLeft: now.at - 1, ArrowRight: now.at + 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      const at = Math.max(0, Math.min(last, to));
      setCursor({ at, anchor: event.shiftKey ? now.anchor : at });
    } else if (event.key === 'Enter' && cursor) {
      const [a, b] = marked(cursor);
      onBrush(new Date(buckets[a]!.at).toISOString(), new Date(buckets[b]!.at + step).toISOString());
      setCursor(null);
    } else if (event.key === 'Escape' && cursor) {
      setCursor(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const said = (bar: Bars['buckets'][number]) =>
    t('audit.bucket', { at: formatInstant(bar.at, zone, 'minute'), n: n.format(bar.count) });
  const hovered = hover === null ? undefined : buckets.find((b) => hover >= x(b.at) && hover < x(b.at + step));
  const at = cursor ? buckets[cursor.at] : undefined;
  const under = hovered ?? at;
  const [markedFrom, markedTo] = cursor ? marked(cursor) : [0, -1];
  return (
    <figure className="wf-histo">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={t('audit.histogram')}
        aria-describedby="wf-histo-hint"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, buckets.length - 1)}
        aria-valuenow={cursor?.at ?? Math.max(0, buckets.length - 1)}
        aria-valuetext={
          at ? said(at) : t('audit.histogramSummary', { count: buckets.length, top: n.format(buckets.length === 0 ? 0 : top) })
        }
        onKeyDown={onKey}
        onBlur={() => setCursor(null)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const position = positionOf(event);
          setBrush([position, position]);
        }}
        onPointerMove={(event) => {
          const position = positionOf(event);
          setHover(position);
          setBrush((old) => old && [old[0], position]);
        }}
        onPointerUp={finish}
        onPointerCancel={() => setBrush(null)}
        onPointerLeave={() => setHover(null)}
      >
        <path className="wf-histo-base" d={`M0 ${height - 0.5}H${width}`} />
        {buckets.map((b, i) => {
          const h = b.count === 0 ? 0 : Math.max(2, ((height - 6) * b.count) / top);
          const w = Math.max(1, x(b.at + step) - x(b.at) - 1.2);
          const on = under?.at === b.at || (i >= markedFrom && i <= markedTo);
          return (
            <rect
              key={b.at}
              className="wf-histo-bar"
              data-on={on || undefined}
              x={x(b.at)}
              y={height - h}
              width={w}
              height={h}
            />
          );
        })}
        {cursor && (
          <rect
            className="wf-histo-brush"
            x={x(buckets[markedFrom]!.at)}
            y={0}
            width={x(buckets[markedTo]!.at + step) - x(buckets[markedFrom]!.at)}
            height={height}
          />
        )}
        {brush && (
          <rect
            className="wf-histo-brush"
            x={Math.min(...brush)}
            y={0}
            width={Math.abs(brush[1] - brush[0])}
            height={height}
          />
        )}
      </svg>
      <div className="wf-histo-axis" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((m) => (
          <span key={m}>{formatInstant(begin + span * m, zone, 'minute').slice(5)}</span>
        ))}
      </div>
      <figcaption id="wf-histo-hint">{under ? said(under) : t('audit.histogramHint')}</figcaption>
    </figure>
  );
}

function marked(cursor: { at: number; anchor: number }): [number, number] {
  return [Math.min(cursor.at, cursor.anchor), Math.max(cursor.at, cursor.anchor)];
}
