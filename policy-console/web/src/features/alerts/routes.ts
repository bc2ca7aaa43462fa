import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';
import { filterNames } from './filters';

const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  validateSearch: strings(...filterNames, 'status', 't', 'from', 'to', 'by', 'cols', 'sel', 'job'),
  component: lazyRouteComponent(() => import('./QueuePage'), 'QueuePage'),
});

const alertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts/$id',
  validateSearch: strings('ev', 'exception', 'preview'),
  component: lazyRouteComponent(() => import('./AlertPage'), 'AlertPage'),
});

export const alertsRoutes = [alertsRoute, alertRoute] as const;
