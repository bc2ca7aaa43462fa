import { Link } from '@tanstack/react-router';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Coverage } from './Coverage';
import { QueueFigures } from './QueueFigures';
import { Soundness } from './Soundness';
import { Worst } from './Worst';

/** Where things stand; every number is a way to the list behind it. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <Page
      title={t('nav.overview')}
      subtitle={t('overview.subtitle')}
      actions={
        <Link to="/alerts" search={{}}>
          {t('overview.toQueue')}
        </Link>
      }
    >
      <QueueFigures />
      <div className="wf-columns">
        <div className="wf-column-main">
          <Worst />
          {can('rule:read') && <Coverage />}
        </div>
        <div className="wf-column-side">
          <Soundness />
        </div>
      </div>
    </Page>
  );
}
