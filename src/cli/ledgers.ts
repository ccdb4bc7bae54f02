import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Ledgers that come with the workbench, by the names that people type. */
const SHIPPED: Readonly<Record<string, string>> = {
  v6: 'v6/claims.yaml',
  'v6-planted': 'v6/claims-planted.yaml',
};

export function shippedLedgers(): string[] {
  return Object.keys(SHIPPED);
}

/** The path of a ledger: a file that is there, or else a shipped ledger's name. */
export function ledgerPath(nameOrPath: string): string {
  const shipped = Object.hasOwn(SHIPPED, nameOrPath) ? SHIPPED[nameOrPath] : undefined;
  if (shipped === undefined || existsSync(nameOrPath)) return nameOrPath;
  return fileURLToPath(new URL(`../../strategies/${shipped}`, import.meta.url));
}
