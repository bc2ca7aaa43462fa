/** ATT&CK as it stands in Sigma tags: `attack.credential-access`, `attack.t1110.001`. */
export const tactics = [
  'reconnaissance',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
] as const;

function attackTags(tags: readonly string[]): string[] {
  return tags.filter((tag) => tag.startsWith('attack.')).map((tag) => tag.slice('attack.'.length));
}

const technique = /^t\d{4}(\.\d{3})?$/i;

/** Older Sigma content writes tactics with underscores. */
export function tacticsOf(tags: readonly string[]): string[] {
  return attackTags(tags)
    .filter((tag) => !technique.test(tag))
    .map((tag) => tag.replaceAll('_', '-'));
}

export function techniquesOf(tags: readonly string[]): string[] {
  return attackTags(tags)
    .filter((tag) => technique.test(tag))
    .map((tag) => tag.toUpperCase());
}

export function logsourceText(logsource: string | Record<string, string> | null | undefined): string {
  if (!logsource) return '';
  if (typeof logsource === 'string') return logsource;
  return ['product', 'service', 'category']
    .map((key) => logsource[key])
    .filter(Boolean)
    .join(' / ');
}

export interface MatrixColumn {
  tactic: string;
  rules: number;
  /** Without sub-techniques, those with most rules first. */
  techniques: { id: string; rules: number }[];
}

/** ATT&CK as a matrix: each technique stands in every column of the tactics its rules name. */
export function matrixOf(rules: readonly { tags: string[] }[]): MatrixColumn[] {
  return tactics.map((tactic) => {
    const inColumn = rules.filter((rule) => tacticsOf(rule.tags).includes(tactic));
    const counts = new Map<string, number>();
    for (const rule of inColumn) {
      for (const id of new Set(techniquesOf(rule.tags).map((t) => t.split('.')[0]!))) {
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    const techniques = [...counts]
      .map(([id, count]) => ({ id, rules: count }))
      .sort((a, b) => b.rules - a.rules || a.id.localeCompare(b.id));
    return { tactic, rules: inColumn.length, techniques };
  });
}
