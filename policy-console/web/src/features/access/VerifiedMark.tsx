import { useTranslation } from '../../i18n/translation';

/** Signature, chain and seal hold: what does not verify is refused by the server and never shown. */
export function VerifiedMark() {
  const { t } = useTranslation();
  return (
    <span className="wf-proof-mark wf-proof-ok" title={t('access.verifiedHint')}>
      <svg className="wf-shield wf-shield-ok" width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">
        <path d="M7 0 14 2.500v5c0 4-2.800 7-7 8.500C2.800 14.500 0 11.500 0 7.500v-5z" />
        <path className="wf-shield-sign" d="m3.800 7.800 2.300 2.400 4.200-4.600" />
      </svg>
      {t('access.isVerified')}
    </span>
  );
}
