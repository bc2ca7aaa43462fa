import type { Verification } from '../api/types';
import { useTranslation } from '../i18n/translation';
import { Copyable } from './Copyable';

function Shield({ kind }: { kind: 'ok' | 'bad' | 'none' }) {
  return (
    <svg className={`wf-shield wf-shield-${kind}`} width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">
      <path d="M7 0 14 2.500v5c0 4-2.800 7-7 8.500C2.800 14.500 0 11.500 0 7.500v-5z" />
      {kind === 'ok' && <path className="wf-shield-sign" d="m3.800 7.800 2.300 2.400 4.200-4.600" />}
      {kind === 'bad' && <path className="wf-shield-sign" d="m4.500 5.300 5 5m0-5-5 5" />}
      {kind === 'none' && <path className="wf-shield-sign" d="M4.200 7.800h5.600" />}
    </svg>
  );
}

interface Props {
  verification: Verification | null;
  seq: number | null;
}

/** Whether the record is provably the one in the ledger, with where it lies in the tree. */
export function ProofMark({ verification, seq }: Props) {
  const { t, i18n } = useTranslation();
  if (!verification) {
    return (
      <span className="wf-proof-mark wf-proof-none">
        <Shield kind="none" />
        {t('proof.unknown')}
      </span>
    );
  }
  const n = new Intl.NumberFormat(i18n.language);
  const kind = verification.verified ? 'ok' : 'bad';
  return (
    <span className={`wf-proof-mark wf-proof-${kind}`} title={verification.reason ?? undefined}>
      <Shield kind={kind} />
      {t(verification.verified ? 'proof.verified' : 'proof.failed')}
      {seq !== null && (
        <small>
          {t('proof.position', { leaf: n.format(seq), size: n.format(verification.treeSize) })}
        </small>
      )}
    </span>
  );
}

/** The proof itself: from the record's leaf through its sibling hashes to the signed root. */
export function ProofPanel({ verification, seq }: { verification: Verification; seq: number }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  const kind = verification.verified ? 'ok' : 'bad';
  return (
    <section className={`wf-proof wf-proof-${kind}`} aria-label={t('proof.title')}>
      <header>
        <Shield kind={kind} />
        <div>
          <strong>{t(verification.verified ? 'proof.verified' : 'proof.failed')}</strong>
          <p>
            {verification.verified
              ? t('proof.explain', {
                  leaf: n.format(seq),
                  size: n.format(verification.treeSize),
                  count: verification.proof.length,
                })
              : t('proof.explainFailed')}
          </p>
          {verification.reason && !verification.verified && <p>{verification.reason}</p>}
        </div>
      </header>
      <dl className="wf-facts">
        <dt>{t('proof.leaf')}</dt>
        <dd>{n.format(seq)}</dd>
        <dt>{t('proof.size')}</dt>
        <dd>{n.format(verification.treeSize)}</dd>
        <dt>{t('proof.root')}</dt>
        <dd>
          <Copyable text={verification.rootHash} />
        </dd>
      </dl>
      {verification.proof.length > 0 && (
        <details>
          <summary>{t('proof.path', { count: verification.proof.length })}</summary>
          <ol className="wf-proof-path">
            {verification.proof.map((hash, i) => (
              <li key={i}>
                <code>{hash}</code>
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
