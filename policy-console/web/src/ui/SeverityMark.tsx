import type { Severity } from '../api/types';
import { useTranslation } from '../i18n/translation';

/** Five shapes, so that severity is told apart without colour. */
const shapes: Record<Severity, string> = {
  critical: 'M5 0h6l5 5v6l-5 5H5l-5-5V5zM7 3.500h2l-.3 5.700H7.300zM7 10.700h2v2H7z',
  high: 'M8 .8 16 15H0zM7.200 5.500h1.600l-.2 4.700H7.400zM7.200 11.400h1.600V13H7.200z',
  medium: 'M8 0l8 8-8 8-8-8zM8 4.200 4.200 8h7.600z',
  low: 'M1 1h14v14H1zM3.500 3.500v9h9v-9zM5 7h6v2H5z',
  informational: 'M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM7.100 3.600h1.800v1.800H7.100zM7.100 6.800h1.800v5.600H7.100z',
};

export function SeverityIcon({ severity }: { severity: Severity }) {
  return (
    <svg
      className={`wf-sev-icon wf-sev-${severity}`}
      width="12"
      height="12"
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      <path d={shapes[severity] ?? shapes.informational} fillRule="evenodd" />
    </svg>
  );
}

export function SeverityMark({ severity, strong }: { severity: Severity; strong?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={`wf-sev wf-sev-${severity}${strong ? ' wf-sev-strong' : ''}`}>
      <SeverityIcon severity={severity} />
      {t(`severity.${severity}`)}
    </span>
  );
}
