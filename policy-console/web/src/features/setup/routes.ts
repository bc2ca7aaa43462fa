import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';

const firstStepsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/first-steps',
  component: lazyRouteComponent(() => import('./FirstStepsPage'), 'FirstStepsPage'),
});

export const setupRoutes = [firstStepsRoute] as const;
