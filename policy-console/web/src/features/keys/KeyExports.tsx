import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Card } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

/** Versions that left the vault, each wrapped to the public key of its recipient. */
export function KeyExports({ id }: { id: string }) {
  const { t } = useTranslation();
  const exports = useQuery({
    queryKey: ['keys', 'exports', id],
    queryFn: ({ signal }) => call('get', '/keys/{id}/exports', { path: { id }, signal }),
  });
  return (
    <Card title={t('vault.exports')}>
      {exports.isPending ? (
        <LoadingRows rows={2} />
      ) : exports.isError ? (
        <ErrorState error={exports.error} retry={() => void exports.refetch()} />
      ) : exports.data.items.length === 0 ? (
        <p className="wf-hint">{t('vault.noExports')}</p>
      ) : (
        <ul className="wf-plain-list">
          {exports.data.items.map((one) => (
            <li key={`${one.approval}-${one.version}`}>
              <div>
                {t('vault.versionNo', { n: one.version })} · {one.by} · <When at={one.at} precision="minute" />
                <small>
                  {t('vault.recipientKey')} <code className="wf-break">{one.recipient}</code>
                </small>
                <Copyable text={one.wrapped} short={36} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
