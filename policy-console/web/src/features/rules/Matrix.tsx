import { useTranslation } from '../../i18n/translation';
import { matrixOf } from './attack';
import type { Rule } from './figures';

interface Props {
  rules: readonly Rule[];
  tactic: string | undefined;
  technique: string | undefined;
  onChoose: (tactic: string, technique: string | undefined) => void;
}

const strongest = 4;

/** Which techniques rules look for: a column per tactic, darker where more rules are. */
export function Matrix({ rules, tactic, technique, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <section className="wf-matrix" aria-label={t('rules.coverage')} tabIndex={0}>
      {matrixOf(rules).map((column) => (
        <div key={column.tactic} data-none={column.rules === 0 || undefined}>
          <button
            type="button"
            className="wf-matrix-head"
            aria-pressed={tactic === column.tactic && !technique}
            onClick={() => onChoose(column.tactic, undefined)}
          >
            {t(`tactic.${column.tactic}`)}
            <b>{column.rules}</b>
          </button>
          {column.rules === 0 && <p className="wf-hint">{t('rules.gap')}</p>}
          {column.techniques.map((cell) => (
            <button
              key={cell.id}
              type="button"
              className="wf-matrix-cell"
              data-weight={Math.min(strongest, cell.rules)}
              aria-pressed={tactic === column.tactic && technique === cell.id}
              aria-label={t('rules.cell', { technique: cell.id, count: cell.rules })}
              onClick={() => onChoose(column.tactic, cell.id)}
            >
              {cell.id}
              <b>{cell.rules}</b>
            </button>
          ))}
        </div>
      ))}
    </section>
  );
}
