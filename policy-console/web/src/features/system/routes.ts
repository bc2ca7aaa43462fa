import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const healthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/health',
  validateSearch: strings('wall'),
  component: lazyRouteComponent(() => import('./HealthPage'), 'HealthPage'),
});

const complianceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compliance',
  validateSearch: strings('outcome', 'standard', 'state'),
  component: lazyRouteComponent(() => import('./CompliancePage'), 'CompliancePage'),
});

const upkeepRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/upkeep',
  validateSearch: strings('kind'),
  component: lazyRouteComponent(() => import('./UpkeepPage'), 'UpkeepPage'),
});

export const systemRoutes = [healthRoute, complianceRoute, upkeepRoute] as const;
