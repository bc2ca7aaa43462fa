import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '../api/call';
import { usePreferences } from '../app/preferences';
import { useSession } from '../app/session';
import { pick } from '../i18n';

interface Named {
  rule: { id: string; name: string };
}

/** Titles of detection rules by id; of alerts at hand where the list of rules may not be read. */
export function useRuleNames(alerts: readonly Named[] = []): (id: string) => string {
  const { can } = useSession();
  const { lang } = usePreferences();
  const rules = useQuery({
    queryKey: ['rule-titles'],
    queryFn: ({ signal }) => call('get', '/rules', { signal }),
    staleTime: 10 * 60_000,
    enabled: can('rule:read'),
  });
  const items = rules.data?.items;
  return useCallback(
    (id) =>
      pick(items?.find((rule) => rule.id === id)?.title, lang) ||
      alerts.find((alert) => alert.rule.id === id)?.rule.name ||
      id,
    [items, alerts, lang],
  );
}
