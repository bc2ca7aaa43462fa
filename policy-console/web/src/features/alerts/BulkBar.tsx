import { Button } from 'antd';
import { useTranslation } from '../../i18n/translation';

export type BulkDo = 'acknowledge' | 'assign' | 'escalate' | 'close' | 'comment';

interface Props {
  marked: number;
  /** All that the view finds is meant, not only what is on screen. */
  all: boolean;
  total: number;
  totalExact: boolean;
  maxEscalated: number;
  onAll: () => void;
  onClear: () => void;
  onDo: (act: BulkDo) => void;
}

/** What can be done with the marked rows, or with everything the view finds. */
export function BulkBar({ marked, all, total, totalExact, maxEscalated, onAll, onClear, onDo }: Props) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  const about = all ? total : marked;
  const many = `${n.format(total)}${totalExact ? '' : '+'}`;
  return (
    <div className="wf-bulk" role="region" aria-label={t('alerts.bulk.label')}>
      <strong aria-live="polite">
        {all ? t('alerts.bulk.all', { n: many }) : t('alerts.bulk.marked', { count: marked, n: n.format(marked) })}
      </strong>
      {!all && (total > marked || !totalExact) && (
        <Button type="link" size="small" onClick={onAll}>
          {t('alerts.bulk.takeAll', { n: many })}
        </Button>
      )}
      <span className="wf-grow" />
      {(['acknowledge', 'assign', 'escalate', 'comment', 'close'] as const).map((act) => (
        <Button
          key={act}
          type={act === 'close' ? 'primary' : 'default'}
          disabled={act === 'escalate' && about > maxEscalated}
          title={act === 'escalate' && about > maxEscalated ? t('alerts.bulk.tooManyForCase', { n: maxEscalated }) : undefined}
          onClick={() => onDo(act)}
        >
          {t(`alerts.bulk.do.${act}`)}
        </Button>
      ))}
      <Button type="text" onClick={onClear}>
        {t('alerts.bulk.clear')}
      </Button>
    </div>
  );
}
