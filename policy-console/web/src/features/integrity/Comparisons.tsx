import { Link } from '@tanstack/react-router';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Lamp } from '../../ui/Lamp';
import { OwnWords } from '../../ui/OwnWords';
import { compared, type Picture } from './ledger';

/** What the store has found when it compared the search index with the ledgers. */
export function Comparisons({ picture }: { picture: Picture }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const n = new Intl.NumberFormat(i18n.language);
  if (picture.store.problem !== null) {
    return (
      <>
        <p>
          <Lamp tone="none">{t('integrity.storeAway')}</Lamp>
        </p>
        <p>{pick(picture.store.problem, i18n.language)}</p>
        <OwnWords detail={picture.store.problem} />
      </>
    );
  }
  const sum = compared(picture);
  const tone = sum.tampered > 0 ? 'bad' : sum.runs === 0 ? 'none' : 'ok';
  return (
    <>
      <p>
        <Lamp tone={tone}>
          {t(sum.tampered > 0 ? 'integrity.tampered' : sum.runs === 0 ? 'integrity.notCompared' : 'integrity.same', {
            count: sum.tampered,
          })}
        </Lamp>
      </p>
      <dl className="wf-facts">
        <dt>{t('integrity.runs')}</dt>
        <dd>{n.format(sum.runs)}</dd>
        <dt>{t('integrity.comparedRecords')}</dt>
        <dd>{n.format(sum.records)}</dd>
        <dt>{t('integrity.repaired')}</dt>
        <dd>{n.format(sum.repaired)}</dd>
        <dt>{t('integrity.tamperedDocuments')}</dt>
        <dd>{n.format(sum.tampered)}</dd>
      </dl>
      <p className="wf-hint">{t('integrity.comparisonsHint')}</p>
      {sum.tampered > 0 && can('audit:read:audit') && (
        <Link to="/audit" search={{ stream: 'audit', q: 'event.action: index.tampering', t: 'all' }}>
          {t('integrity.seeTampering')}
        </Link>
      )}
    </>
  );
}
