/** Who is signed in, and what happens when nobody is (any more). */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../api/client';
import { ApiProblem, onExpiredSession, setCsrfToken } from '../api/http';
import type { User } from '../api/types';
import { LoginPage } from '../features/session/LoginPage';
import { ReauthDialog } from '../features/session/ReauthDialog';
import { allowsSome } from '../lib/permission';
import { ErrorState } from '../ui/States';
import { sessionQuery } from './queries';

interface Signed {
  user: User;
  can: (permission: string) => boolean;
  signOut: () => Promise<void>;
}

const IncompletePage = lazy(() => import('../features/setup/IncompletePage').then((it) => ({ default: it.IncompletePage })));

/** The server lets nothing else be done before the sign-in is complete. */
function Incomplete() {
  return (
    <Suspense fallback={<div className="wf-splash" aria-busy="true" />}>
      <IncompletePage />
    </Suspense>
  );
}

const Context = createContext<Signed | null>(null);
const sessionKey = sessionQuery.queryKey;

interface Waiting {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * Without a session the login page stands at whatever URL was asked for, so that signing in shows
 * exactly that page. When a session expires during work the page stays mounted below a dialog: what
 * was typed is kept, and the requests that met the 401 wait and are repeated.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [expired, setExpired] = useState(false);
  const waiting = useRef<Waiting[]>([]);
  const session = useQuery(sessionQuery);
  const signedIn = Boolean(session.data);

  useEffect(() => {
    if (!signedIn) return;
    onExpiredSession(
      () =>
        new Promise<void>((resolve, reject) => {
          waiting.current.push({ resolve, reject });
          setExpired(true);
        }),
    );
    return () => onExpiredSession(null);
  }, [signedIn]);

  const release = useCallback((outcome: 'signed-in' | 'left') => {
    const held = waiting.current;
    waiting.current = [];
    setExpired(false);
    for (const one of held) {
      if (outcome === 'signed-in') one.resolve();
      else one.reject(new ApiProblem(401, 'unauthenticated', '', '', {}, null));
    }
  }, []);

  const leave = useCallback(() => {
    setCsrfToken(null);
    release('left');
    client.clear();
    client.setQueryData(sessionKey, null);
  }, [client, release]);

  const value = useMemo<Signed | null>(() => {
    const user = session.data?.user;
    if (!user) return null;
    return {
      user,
      can: (permission) => allowsSome(user.permissions, permission),
      signOut: async () => {
        try {
          await api.logout();
        } catch (problem) {
          // A session that is already gone is what was asked for.
          if (!(problem instanceof ApiProblem) || problem.status !== 401) throw problem;
        }
        leave();
      },
    };
  }, [session.data, leave]);

  if (session.isPending) return <div className="wf-splash" aria-busy="true" />;
  if (session.isError) {
    return (
      <div className="wf-splash">
        <ErrorState error={session.error} retry={() => void session.refetch()} />
      </div>
    );
  }
  if (!value) {
    return <LoginPage onSignedIn={(got) => client.setQueryData(sessionKey, got)} />;
  }
  return (
    <Context value={value}>
      {value.user.secondFactorDue ? <Incomplete /> : children}
      <ReauthDialog
        open={expired}
        username={value.user.username}
        onSignedIn={(got) => {
          client.setQueryData(sessionKey, got);
          release('signed-in');
        }}
        onLeave={leave}
      />
    </Context>
  );
}

export function useSession(): Signed {
  const value = useContext(Context);
  if (!value) throw new Error('useSession outside of SessionGate');
  return value;
}
