import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  validateSearch: strings('status', 'severity', 'rule', 'entity', 'q', 't', 'from', 'to', 'sel'),
  component: lazyRouteComponent(() => import('./QueuePage'), 'QueuePage'),
});

const alertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts/$id',
  validateSearch: strings('ev'),
  component: lazyRouteComponent(() => import('./AlertPage'), 'AlertPage'),
});

export const alertsRoutes = [alertsRoute, alertRoute] as const;
