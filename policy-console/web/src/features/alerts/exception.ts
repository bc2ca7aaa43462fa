/** An exception as it is asked for, tried on what was recorded, and sent on to be agreed to. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';

export type Exception = Schema<'Exception'>;
export type Preview = Schema<'ExceptionPreview'>;
export const operators = ['equals', 'startswith', 'endswith', 'contains', 'cidr'] as const;

export const longestDays = 180;

export function useExceptionDraft(alertId: string) {
  return useQuery({
    queryKey: ['exception-draft', alertId],
    queryFn: ({ signal }) => call('post', '/alerts/{id}/exception-draft', { path: { id: alertId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** What is missing before it can be tried, by name of the field. */
export function missing(exception: Exception): string[] {
  const gone: string[] = [];
  if (exception.title.trim().length < 2) gone.push('title');
  if (exception.reason.trim().length < 4) gone.push('reason');
  if (exception.owner.trim() === '') gone.push('owner');
  const whole = exception.conditions.length > 0 &&
    exception.conditions.every((c) => c.field.trim() !== '' && c.values.some((v) => v.trim() !== ''));
  if (!whole) gone.push('conditions');
  return gone;
}

export function usePreviewStart(onStarted: (id: string) => void) {
  return useMutation({
    mutationFn: ({ exception, days }: { exception: Exception; days: number }) =>
      call('post', '/exceptions/previews', { body: { exception, days } }),
    onSuccess: (started) => onStarted(started.id),
  });
}

export function usePreview(id: string | undefined) {
  return useQuery({
    queryKey: ['exception-preview', id],
    queryFn: ({ signal }) => call('get', '/exceptions/previews/{id}', { path: { id: id ?? '' }, signal }),
    enabled: Boolean(id),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 500 : false),
  });
}

export function usePublishRequest() {
  return useMutation({
    mutationFn: ({ preview, reason }: { preview: string; reason: string }) =>
      call('post', '/approvals', {
        body: { kind: 'exception.publish', target: preview, reason },
        once: `exception-${preview}`,
      }),
  });
}
