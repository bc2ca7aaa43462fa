import { useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../api/call';
import type { Marking } from '../api/types';
import { pick } from '../i18n';
import { useTranslation } from '../i18n/translation';

type Level = Schema<'LevelScheme'>['levels'][number];

export function useLevels(): Level[] {
  const query = useQuery({
    queryKey: ['levels'],
    queryFn: ({ signal }) => call('get', '/levels', { signal }),
    staleTime: 5 * 60_000,
  });
  return query.data?.levels ?? [];
}

export function levelName(levels: Level[], rank: number, lang: string): string {
  const level = levels.find((l) => l.rank === rank);
  return level ? pick(level, lang) : String(rank);
}

/** A data level: rank, name, and as many filled steps as it is strict. */
export function LevelChip({ rank }: { rank: number }) {
  const levels = useLevels();
  const { t, i18n } = useTranslation();
  if (rank === 0) return <span className="wf-none">{t('common.none')}</span>;
  const top = Math.max(6, ...levels.map((l) => l.rank));
  const band = rank >= top ? 'core' : rank >= top - 1 ? 'important' : 'general';
  return (
    <span className={`wf-level wf-level-${band}`}>
      <span className="wf-level-steps" aria-hidden="true">
        {Array.from({ length: top }, (_, i) => (
          <i key={i} data-on={i < rank || undefined} style={{ height: `${4 + i * 1.6}px` }} />
        ))}
      </span>
      {levelName(levels, rank, i18n.language)}
    </span>
  );
}

/** A state-secret marking: a different thing from a data level, and so drawn differently. */
export function MarkingChip({ marking }: { marking: Marking | null }) {
  const { t } = useTranslation();
  if (!marking) return <span className="wf-none">{t('common.none')}</span>;
  return <span className="wf-marking">{t(`marking.${marking}`)}</span>;
}

export function Chips({ values, empty }: { values: string[]; empty?: string }) {
  const { t } = useTranslation();
  if (values.length === 0) return <span className="wf-none">{empty ?? t('common.none')}</span>;
  return (
    <span className="wf-chips">
      {values.map((value) => (
        <span key={value} className="wf-chip">
          {value}
        </span>
      ))}
    </span>
  );
}
