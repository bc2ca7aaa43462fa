/** Lists are typed one per line, or separated by commas of either width. */
export function lines(text: string): string[] {
  return text
    .split(/[\n,，、]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** A path on a share or server, a database object, a web address or a host. */
export const selectorForm = /^(path:\/.+|db:[^\s.]+(\.[^\s.]+){0,2}|url:\S+|host:\S+)$/;
