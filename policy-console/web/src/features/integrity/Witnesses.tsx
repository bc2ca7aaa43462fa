import { useTranslation } from '../../i18n/translation';
import { Lamp } from '../../ui/Lamp';
import { checksOf, type Picture, toneOfStatus } from './ledger';

/** Who outside of this system has seen the checkpoints. */
export function Witnesses({ picture }: { picture: Picture }) {
  const { t } = useTranslation();
  const checks = checksOf(picture, 'witness-');
  if (picture.witnesses.length === 0) {
    return (
      <>
        <p>
          <Lamp tone="warn">{t('integrity.noWitness')}</Lamp>
        </p>
        <p className="wf-hint">{t('integrity.noWitnessHint')}</p>
      </>
    );
  }
  return (
    <ul className="wf-plain">
      {picture.witnesses.map((witness) => {
        const check = checks.find((c) => c.name === witness.name);
        const tone = check ? toneOfStatus(check.status) : 'none';
        return (
          <li key={witness.name}>
            <Lamp tone={tone}>{witness.name}</Lamp>{' '}
            <span className="wf-hint">{check?.detail ?? t('integrity.notAsked')}</span>
            {witness.url && <small>{witness.url}</small>}
          </li>
        );
      })}
    </ul>
  );
}
