import { useQuery } from '@tanstack/react-query';
import { usePreferences } from '../app/preferences';
import { helpWords } from './words';

/** Help in the reader's language. */
export function useWords() {
  const { lang } = usePreferences();
  return useQuery({ queryKey: ['help', lang], queryFn: () => helpWords(lang), staleTime: Number.POSITIVE_INFINITY });
}
