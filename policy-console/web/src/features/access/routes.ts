import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const accessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access',
  validateSearch: strings('tab', 'state', 'cursor'),
  component: lazyRouteComponent(() => import('./AccessPage'), 'AccessPage'),
});

const draftRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access/drafts/$id',
  validateSearch: strings('view', 'policy'),
  component: lazyRouteComponent(() => import('./DraftPage'), 'DraftPage'),
});

const versionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access/versions/$version',
  validateSearch: strings('view', 'against'),
  component: lazyRouteComponent(() => import('./VersionPage'), 'VersionPage'),
});

const dryRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access/dry-runs/$id',
  validateSearch: strings('kind', 'person', 'asset', 'action', 'cursor'),
  component: lazyRouteComponent(() => import('./DryRunPage'), 'DryRunPage'),
});

const explainRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explain',
  validateSearch: strings(
    'mode', 'person', 'asset', 'action', 'when', 'purpose', 'ip', 'mfa', 'case', 'target', 'presumption', 'all', 'cursor',
  ),
  component: lazyRouteComponent(() => import('./ExplainPage'), 'ExplainPage'),
});

export const accessRoutes = [accessRoute, draftRoute, versionRoute, dryRunRoute, explainRoute] as const;
