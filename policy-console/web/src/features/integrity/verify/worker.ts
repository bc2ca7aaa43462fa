/** The verifier in a thread of its own, so that the page stays alive. */
import { Fault } from './fault';
import { type Progress, type Verdict, verify } from './verify';

export interface Job {
  file: File;
  key: string;
}

export type Report =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'verified'; verdict: Verdict }
  | { kind: 'failed'; code: string; params: Record<string, string | number> };

const send = (report: Report) => postMessage(report);

async function run({ file, key }: Job): Promise<void> {
  try {
    const zip = new Uint8Array(await file.arrayBuffer());
    const verdict = await verify(zip, key, (progress) => send({ kind: 'progress', progress }));
    send({ kind: 'verified', verdict });
  } catch (cause) {
    if (cause instanceof Fault) send({ kind: 'failed', code: cause.code, params: cause.params });
    else send({ kind: 'failed', code: 'unexpected', params: { detail: String(cause) } });
  }
}

onmessage = (event: MessageEvent<Job>) => void run(event.data);
