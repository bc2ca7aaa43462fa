/** Exports of evidence: what is asked for, and the agreement of others to large ones. */
import { call, type Schema } from '../../api/call';
import { download } from '../../api/http';
import type { AuditQuery, Stream } from './searching';

export type ExportRequest = Schema<'ExportRequest'>;
export type Approval = Schema<'Approval'>;

export const exportApproval = 'audit.export';
/** For as long as this an export that others agreed to may be made. */
const usableMillis = 72 * 3_600_000;

export interface Wish {
  kind: ExportRequest['kind'];
  first: number | null;
  end: number | null;
  purpose: string;
}

/** The export that the wish means; both the approval and the download take exactly this. */
export function exportOf(query: AuditQuery, to: string, wish: Wish): ExportRequest {
  const range = wish.kind === 'range';
  return {
    kind: wish.kind,
    query: query.q || null,
    from: query.from ?? null,
    // Bounded: what arrives after the question is not part of it.
    to: range ? (query.to ?? null) : (query.to ?? to),
    first: range ? wish.first : null,
    end: range ? wish.end : null,
    purpose: wish.purpose.trim(),
  };
}

export function makeExport(stream: Stream, body: ExportRequest) {
  return download('POST', '/audit/exports', { query: { stream }, body });
}

/** Exports of the stream that this person has asked others to agree to, and may still use. */
export async function myApprovals(stream: Stream, username: string, signal?: AbortSignal): Promise<Approval[]> {
  const page = await call('get', '/approvals', {
    query: { state: 'requested,approved,executed', limit: 100 },
    signal,
  });
  return page.items.filter(
    (a) => a.kind === exportApproval && a.target === stream && a.requester === username && usable(a, Date.now()),
  );
}

export function usable(approval: Pick<Approval, 'state' | 'endedAt'>, now: number): boolean {
  return approval.state !== 'executed' || (approval.endedAt !== null && now - Date.parse(approval.endedAt) < usableMillis);
}
