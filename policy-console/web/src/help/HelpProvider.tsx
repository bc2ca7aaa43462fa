import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { ShortcutHelp } from '../app/ShortcutHelp';
import { useShortcuts } from '../ui/shortcuts';
import { HelpContext, type Panel } from './context';

const HelpDrawer = lazy(() => import('./HelpDrawer').then((it) => ({ default: it.HelpDrawer })));
const Tour = lazy(() => import('./Tour').then((it) => ({ default: it.Tour })));

/** Help with the page, the keys, and the guided tour; all but the keys are fetched when asked for. */
export function HelpProvider({ children }: { children: ReactNode }) {
  const [panel, setPanel] = useState<Panel | null>(null);
  const [touring, setTouring] = useState(false);
  const value = useMemo(
    () => ({
      show: setPanel,
      startTour: () => {
        setPanel(null);
        setTouring(true);
      },
    }),
    [],
  );
  useShortcuts({ '?': () => setPanel('keys'), F1: () => setPanel('page') });
  return (
    <HelpContext value={value}>
      {children}
      <ShortcutHelp open={panel === 'keys'} onClose={() => setPanel(null)} />
      <Suspense fallback={null}>
        {panel === 'page' && <HelpDrawer onClose={() => setPanel(null)} />}
        {touring && <Tour onEnd={() => setTouring(false)} />}
      </Suspense>
    </HelpContext>
  );
}
