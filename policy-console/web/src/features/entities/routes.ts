import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

/** `kind` is `person`, `asset`, `user` (an account), `host` or `source`. */
const entityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/entities/$kind/$id',
  validateSearch: strings('t', 'from', 'to', 'action'),
  component: lazyRouteComponent(() => import('./EntityPage'), 'EntityPage'),
});

export const entitiesRoutes = [entityRoute] as const;
