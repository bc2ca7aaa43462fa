import { createContext, useContext } from 'react';

export type Panel = 'page' | 'keys';

interface Help {
  show: (panel: Panel) => void;
  startTour: () => void;
}

/** Null where nobody is signed in yet. */
export const HelpContext = createContext<Help | null>(null);

export function useHelp(): Help | null {
  return useContext(HelpContext);
}
