import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: strings('q', 'status', 'id'),
  component: lazyRouteComponent(() => import('./PeoplePage'), 'PeoplePage'),
});

const assetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/assets',
  validateSearch: strings('q', 'kind', 'id'),
  component: lazyRouteComponent(() => import('./AssetsPage'), 'AssetsPage'),
});

const levelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/levels',
  component: lazyRouteComponent(() => import('./LevelsPage'), 'LevelsPage'),
});

export const directoryRoutes = [peopleRoute, assetsRoute, levelsRoute] as const;
