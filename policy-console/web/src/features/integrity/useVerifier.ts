import { useCallback, useEffect, useRef, useState } from 'react';
import type { Progress, Verdict } from './verify/verify';
import type { Job, Report } from './verify/worker';

export type Verifying =
  | { state: 'idle' }
  | { state: 'running'; name: string; progress: Progress | null }
  | { state: 'verified'; name: string; verdict: Verdict }
  | { state: 'failed'; name: string; code: string; params: Record<string, string | number> };

/** Runs the verifier in a thread of its own; a new file stops the one before. */
export function useVerifier() {
  const [run, setRun] = useState<Verifying>({ state: 'idle' });
  const worker = useRef<Worker | null>(null);
  const stop = useCallback(() => {
    worker.current?.terminate();
    worker.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  const start = useCallback(
    (job: Job) => {
      stop();
      const { name } = job.file;
      setRun({ state: 'running', name, progress: null });
      const thread = new Worker(new URL('./verify/worker.ts', import.meta.url), { type: 'module' });
      worker.current = thread;
      thread.onmessage = ({ data }: MessageEvent<Report>) => {
        if (data.kind === 'progress') setRun({ state: 'running', name, progress: data.progress });
        else if (data.kind === 'verified') setRun({ state: 'verified', name, verdict: data.verdict });
        else setRun({ state: 'failed', name, code: data.code, params: data.params });
        if (data.kind !== 'progress') stop();
      };
      thread.onerror = (event) => {
        setRun({ state: 'failed', name, code: 'unexpected', params: { detail: event.message } });
        stop();
      };
      thread.postMessage(job);
    },
    [stop],
  );
  const cancel = useCallback(() => {
    stop();
    setRun({ state: 'idle' });
  }, [stop]);
  return { run, start, cancel };
}
