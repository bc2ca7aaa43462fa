/** Saving and removing directory objects that carry a version. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

interface Versioned {
  id: string;
  version: number;
}

interface Operations<B, T extends Versioned> {
  save: (id: string, version: number, body: B) => Promise<T>;
  remove: (id: string, version: number) => Promise<void>;
}

export function useDirectory<B, T extends Versioned>(key: string, operations: Operations<B, T>) {
  const client = useQueryClient();
  const reload = () => client.invalidateQueries({ queryKey: [key] });
  const save = useMutation({
    mutationFn: (change: Versioned & { body: B }) =>
      operations.save(change.id, change.version, change.body),
    onSettled: reload,
  });
  const remove = useMutation({
    mutationFn: (object: Versioned) => operations.remove(object.id, object.version),
    onSettled: reload,
  });
  return { save, remove };
}

/** True when any of the texts contains what was typed, in any letter case. */
export function matches(typed: string | undefined, ...texts: string[]): boolean {
  if (!typed) return true;
  const needle = typed.toLocaleLowerCase();
  return texts.some((text) => text.toLocaleLowerCase().includes(needle));
}

/** Lists are typed one per line, or separated by commas of either width. */
export function lines(text: string): string[] {
  return text
    .split(/[\n,，、]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** A path on a share or server, a database object, a web address or a host. */
export const selectorForm = /^(path:\/.+|db:[^\s.]+(\.[^\s.]+){0,2}|url:\S+|host:\S+)$/;
