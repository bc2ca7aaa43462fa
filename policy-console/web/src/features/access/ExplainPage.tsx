import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Tabs } from '../../ui/Tabs';
import { type AccessAction, actions } from './policy';
import { Circumstances } from './Circumstances';
import { Explained } from './Explained';
import { Holders } from './Holders';

const route = getRouteApi('/explain');
const modes = ['explain', 'who', 'what'] as const;

/** May this person do this with this asset, and why; who can see an asset; what a person can see. */
export function ExplainPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mode = modes.find((m) => m === search.mode) ?? 'explain';
  const action: AccessAction = actions.find((a) => a === search.action) ?? 'read';
  const asked = {
    action,
    now: search.when === 'now' ? true : undefined,
    at: search.when && search.when !== 'now' ? search.when : undefined,
    purpose: search.purpose,
    'from-ip': search.ip,
    'mfa-age': search.mfa,
    case: search.case,
  };
  return (
    <Page title={t('nav.explain')} subtitle={t('access.explainSubtitle')}>
      <div className="wf-filters">
        <Tabs
          label={t('access.views')}
          value={mode}
          tabs={modes.map((key) => ({ key, label: t(`access.mode.${key}`) }))}
          onChange={(to) => void navigate({ search: (old) => ({ ...old, mode: to, cursor: undefined }), replace: true })}
        />
      </div>
      <div className="wf-split">
        <Circumstances mode={mode} />
        {mode === 'explain' ? <Explained asked={asked} /> : <Holders mode={mode} asked={asked} />}
      </div>
    </Page>
  );
}
