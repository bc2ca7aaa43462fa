import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Histogram } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { formatInstant } from '../../lib/time';

interface Props {
  data: Histogram | undefined;
  from: string | undefined;
  to: string;
  onBrush: (from: string, to: string) => void;
}

const width = 1000;
const height = 72;

/** How many records per interval; drag across to look at that time only. */
export function HistogramChart({ data, from, to, onBrush }: Props) {
  const { t, i18n } = useTranslation();
  const { zone } = usePreferences();
  const svg = useRef<SVGSVGElement>(null);
  const [brush, setBrush] = useState<[number, number] | null>(null);
  const [hover, setHover] = useState<number | null>(null);

  const buckets = (data?.buckets ?? []).map((b) => ({ at: new Date(b.t).getTime(), count: b.count }));
  const step = buckets.length > 1 ? buckets[1]!.at - buckets[0]!.at : 60_000;
  const lastEnd = (buckets.at(-1)?.at ?? Date.parse(to)) + step;
  const start = Math.min(from ? Date.parse(from) : Number.POSITIVE_INFINITY, buckets[0]?.at ?? Number.POSITIVE_INFINITY);
  const begin = Number.isFinite(start) ? start : lastEnd - step;
  const end = Math.max(Date.parse(to), lastEnd);
  const span = Math.max(1, end - begin);
  const top = Math.max(1, ...buckets.map((b) => b.count));
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
      if (b - a > 4) onBrush(at(a), at(b));
    }
    setBrush(null);
  };
  const under = hover === null ? undefined : buckets.find((b) => hover >= x(b.at) && hover < x(b.at + step));
  const marks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <figure className="wf-histo" aria-label={t('audit.histogram')}>
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('audit.histogramSummary', { count: buckets.length, top: n.format(top) })}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = positionOf(event);
          setBrush([at, at]);
        }}
        onPointerMove={(event) => {
          const at = positionOf(event);
          setHover(at);
          setBrush((old) => old && [old[0], at]);
        }}
        onPointerUp={finish}
        onPointerCancel={() => setBrush(null)}
        onPointerLeave={() => setHover(null)}
      >
        <path className="wf-histo-base" d={`M0 ${height - 0.5}H${width}`} />
        {buckets.map((b) => {
          const h = b.count === 0 ? 0 : Math.max(2, ((height - 6) * b.count) / top);
          const w = Math.max(1, x(b.at + step) - x(b.at) - 1.2);
          return (
            <rect
              key={b.at}
              className="wf-histo-bar"
              data-on={under?.at === b.at || undefined}
              x={x(b.at)}
              y={height - h}
              width={w}
              height={h}
            />
          );
        })}
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
        {marks.map((m) => (
          <span key={m}>{formatInstant(begin + span * m, zone, 'minute').slice(5)}</span>
        ))}
      </div>
      <figcaption>
        {under
          ? t('audit.bucket', { at: formatInstant(under.at, zone, 'minute'), n: n.format(under.count) })
          : t('audit.histogramHint')}
      </figcaption>
    </figure>
  );
}
