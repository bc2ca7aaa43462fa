import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { When } from '../../ui/When';
import type { Verifying } from './useVerifier';
import type { KeyType } from './verify/note';
import type { Signer } from './verify/trust';
import type { Verdict, VerifiedLog } from './verify/verify';

type Ended = Extract<Verifying, { state: 'verified' | 'failed' }>;

/** What the verifier says, with what it did not look at. */
export function VerdictCard({ run }: { run: Ended }) {
  const { t } = useTranslation();
  if (run.state === 'failed') {
    return (
      <section className="wf-card wf-proven wf-proven-bad" role="alert">
        <h2>{t('verify.failed')}</h2>
        <p>
          <code>{run.name}</code>
        </p>
        <p className="wf-strong">{t(`verify.fault.${run.code}`, run.params)}</p>
        <p className="wf-hint">{t(environment.has(run.code) ? 'verify.failedHere' : 'verify.failedHint')}</p>
      </section>
    );
  }
  const { verdict } = run;
  const trusted = verdict.anchor !== 'bundle';
  return (
    <section className={`wf-card wf-proven wf-proven-${trusted ? 'ok' : 'warn'}`}>
      <h2>{t(trusted ? 'verify.verified' : 'verify.verifiedInside')}</h2>
      <p>
        <code>{run.name}</code>
      </p>
      <p className={trusted ? undefined : 'wf-strong'}>{t(`verify.trusted.${verdict.anchor}`)}</p>
      <Facts verdict={verdict} />
      <h3>{t('verify.proven')}</h3>
      <p>{t(`verify.proves.${verdict.manifest.kind}`)}</p>
      {verdict.left.length > 0 && (
        <>
          <h3>{t('verify.left')}</h3>
          <ul className="wf-prose">
            {verdict.left.map((what) => (
              <li key={what}>{t(`verify.leftOut.${what}`)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Problems of this browser, not of the bundle. */
const environment = new Set([
  'no-webcrypto',
  'no-ed25519',
  'no-ml-dsa',
  'too-large',
  'too-many',
  'unexpected',
  'key-form',
  'key-type',
  'policy-given',
  'base64',
]);

function Facts({ verdict }: { verdict: Verdict }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  const { manifest } = verdict;
  return (
    <dl className="wf-facts">
      <dt>{t('verify.site')}</dt>
      <dd>
        {manifest.site} · {t(`stream.${manifest.stream}`)}
      </dd>
      <dt>{t('verify.records')}</dt>
      <dd>
        {t(`verify.extent.${manifest.kind}`, {
          n: n.format(manifest.records),
          from: n.format(manifest.from),
          to: n.format(Math.max(manifest.from, manifest.to - 1)),
        })}
        {manifest.matches !== null && ` · ${t('verify.matches', { n: n.format(manifest.matches) })}`}
      </dd>
      {manifest.query && (
        <>
          <dt>{t('verify.query')}</dt>
          <dd>
            <code>{manifest.query.text || t('verify.everything')}</code>
            {manifest.query.since && (
              <>
                {' '}
                <When at={manifest.query.since} /> –
              </>
            )}
            {manifest.query.until && (
              <>
                {' '}
                <When at={manifest.query.until} />
              </>
            )}
          </dd>
        </>
      )}
      <dt>{t('verify.exported')}</dt>
      <dd>
        <When at={manifest.export.at} /> · {manifest.export.by}
      </dd>
      <dt>{t('verify.purpose')}</dt>
      <dd>{manifest.export.purpose}</dd>
      {manifest.export.approval && (
        <>
          <dt>{t('verify.approval')}</dt>
          <dd>{manifest.export.approval}</dd>
        </>
      )}
      <dt>{t('verify.record')}</dt>
      <dd>
        <Copyable text={manifest.export.id} />
      </dd>
      {verdict.logs.map((log) => (
        <div key={log.origin} className="wf-facts-row">
          <dt>{t('verify.log')}</dt>
          <dd>
            <code>{log.origin}</code> · {t('verify.tree', { n: n.format(log.size) })}
            <br />
            <Copyable text={log.root} />
          </dd>
          <Signatures verdict={verdict} log={log} />
        </div>
      ))}
      <dt>{t('verify.bundle')}</dt>
      <dd>
        {t('verify.kib', { n: n.format(Math.ceil(verdict.bytes / 1024)) })} <Copyable text={verdict.sha256} />
      </dd>
    </dl>
  );
}

const algorithms: Record<KeyType, string> = {
  ed25519: 'Ed25519',
  'ed25519-cosignature': 'Ed25519',
  'ml-dsa-44-cosignature': 'ML-DSA-44',
  sm2: 'SM2',
};

/** Whose signatures are on the checkpoint of a log, and where the keys were taken from. */
function Signatures({ verdict, log }: { verdict: Verdict; log: VerifiedLog }) {
  const { t } = useTranslation();
  const item = (signer: Signer) => {
    const given = verdict.anchor === 'policy' || signer.anchor;
    return (
      <div key={signer.key}>
        <code>{signer.key}</code> · {algorithms[signer.type]} ·{' '}
        {t(given ? 'verify.keyFrom.given' : 'verify.keyFrom.bundle')}
      </div>
    );
  };
  return (
    <>
      <dt>{t('verify.signers')}</dt>
      <dd>{log.signers.map(item)}</dd>
      {log.witnesses.length > 0 && (
        <>
          <dt>{t('verify.witnesses')}</dt>
          <dd>{log.witnesses.map(item)}</dd>
        </>
      )}
    </>
  );
}
