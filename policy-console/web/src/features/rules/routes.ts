import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: strings('q', 'severity', 'tactic'),
  component: lazyRouteComponent(() => import('./RulesPage'), 'RulesPage'),
});

const backtestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/backtest',
  component: lazyRouteComponent(() => import('./BacktestPage'), 'BacktestPage'),
});

export const rulesRoutes = [rulesRoute, backtestRoute] as const;
