/** What a verifier says: each is a text `verify.fault.<code>`, with its parameters. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, string | number> = {},
  ) {
    super(`${code} ${JSON.stringify(params)}`);
    this.name = 'Fault';
  }
}

/** @throws Fault with this code when the condition does not hold */
export function require(
  condition: unknown,
  code: string,
  params: Record<string, string | number> = {},
): asserts condition {
  if (!condition) throw new Fault(code, params);
}
