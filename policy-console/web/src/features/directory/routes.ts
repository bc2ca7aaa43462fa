import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: strings('q', 'status', 'department', 'below', 'level', 'cursor', 'id'),
  component: lazyRouteComponent(() => import('./PeoplePage'), 'PeoplePage'),
});

const assetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/assets',
  validateSearch: strings('q', 'kind', 'owner', 'department', 'below', 'level', 'cursor', 'id'),
  component: lazyRouteComponent(() => import('./AssetsPage'), 'AssetsPage'),
});

const departmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/departments',
  validateSearch: strings('q', 'open', 'id', 'parent', 'cursor'),
  component: lazyRouteComponent(() => import('./DepartmentsPage'), 'DepartmentsPage'),
});

const importsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports',
  component: lazyRouteComponent(() => import('./ImportsPage'), 'ImportsPage'),
});

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports/$id',
  validateSearch: strings('change', 'cursor'),
  component: lazyRouteComponent(() => import('./ImportPage'), 'ImportPage'),
});

const levelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/levels',
  component: lazyRouteComponent(() => import('./LevelsPage'), 'LevelsPage'),
});

export const directoryRoutes = [peopleRoute, assetsRoute, departmentsRoute, importsRoute, importRoute, levelsRoute] as const;
