import { usePreferences } from '../app/preferences';
import { formatInstant, formatRelative, type Precision } from '../lib/time';

interface Props {
  at: string | number;
  precision?: Precision;
  /** Adds "3 minutes ago" on a second line. */
  relative?: boolean;
}

/** An instant in the reader's zone; the exact UTC value is in the tooltip. */
export function When({ at, precision, relative }: Props) {
  const { zone, lang } = usePreferences();
  const date = new Date(at);
  const valid = !Number.isNaN(date.getTime());
  return (
    <time className="wf-when" dateTime={String(at)} title={valid ? date.toISOString() : undefined}>
      {formatInstant(at, zone, precision)}
      {relative && valid && <small>{formatRelative(at, new Date(), lang)}</small>}
    </time>
  );
}
