interface Props {
  label: string;
  done: number;
  of: number;
  text?: string;
}

/** How far something is. */
export function Meter({ label, done, of, text }: Props) {
  const part = of > 0 ? Math.min(1, done / of) : 0;
  return (
    <div
      className="wf-meter"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(done, of)}
    >
      <span className="wf-meter-track">
        <i style={{ width: `${part * 100}%` }} />
      </span>
      {text && <small>{text}</small>}
    </div>
  );
}
