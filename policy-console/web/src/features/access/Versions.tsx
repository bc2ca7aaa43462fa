import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { VerifiedMark } from './VerifiedMark';

const route = getRouteApi('/access');

/** Published versions. The server verifies each before it shows it, or refuses the page. */
export function Versions() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const versions = useQuery({
    queryKey: ['access', 'versions', search.cursor ?? ''],
    queryFn: ({ signal }) => call('get', '/access/versions', { query: { cursor: search.cursor }, signal }),
  });
  return (
    <>
      <div className="wf-card wf-card-flush">
        {versions.isPending ? (
          <LoadingRows />
        ) : versions.isError ? (
          <ErrorState error={versions.error} retry={() => void versions.refetch()} />
        ) : versions.data.items.length === 0 ? (
          <EmptyState title={t('access.noVersions')} hint={t('access.noVersionsHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('access.version')}</th>
                <th>{t('access.verified')}</th>
                <th className="wf-number">{t('access.policies')}</th>
                <th>{t('access.asked')}</th>
                <th>{t('access.agreed')}</th>
                <th className="wf-w-time">{t('access.publishedAt')}</th>
                <th>{t('access.hash')}</th>
              </tr>
            </thead>
            <tbody>
              {versions.data.items.map((version) => (
                <tr key={version.version}>
                  <td>
                    <Link
                      className="wf-strong"
                      to="/access/versions/$version"
                      params={{ version: String(version.version) }}
                    >
                      {t('access.versionNo', { n: version.version })}
                    </Link>
                    {version.inForce && <span className="wf-chip wf-chip-force">{t('access.inForce')}</span>}
                    <small>{version.title}</small>
                  </td>
                  <td>
                    <VerifiedMark />
                  </td>
                  <td className="wf-number">{version.policies}</td>
                  <td>{version.requester}</td>
                  <td>{version.approvers?.join(t('common.listSeparator'))}</td>
                  <td>
                    <When at={version.publishedAt} precision="minute" />
                  </td>
                  <td>
                    <Copyable text={version.hash} short={12} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Pager
        cursor={search.cursor}
        next={versions.data?.next}
        shown={versions.data?.items.length ?? 0}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
    </>
  );
}
