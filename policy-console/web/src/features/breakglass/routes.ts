import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const breakGlassRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/break-glass',
  validateSearch: strings('review', 'id', 'cursor'),
  component: lazyRouteComponent(() => import('./BreakGlassPage'), 'BreakGlassPage'),
});

export const breakGlassRoutes = [breakGlassRoute] as const;
