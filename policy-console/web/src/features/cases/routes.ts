import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const casesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cases',
  validateSearch: strings('state', 'mine', 'overdue', 'new'),
  component: lazyRouteComponent(() => import('./CasesPage'), 'CasesPage'),
});

const caseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cases/$id',
  validateSearch: strings('tab', 'finding'),
  component: lazyRouteComponent(() => import('./CasePage'), 'CasePage'),
});

export const casesRoutes = [casesRoute, caseRoute] as const;
