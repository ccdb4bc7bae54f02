import { cpus, totalmem } from 'node:os';

/** The machine that figures were taken on, without its name. */
export function machineLine(): string {
  const processors = cpus();
  return `machine: ${processors[0]?.model.trim() ?? 'unknown'} x ${processors.length}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, ${process.platform} ${process.arch}`;
}

/** A row of a benchmark: median, and the least and the greatest value. */
export function summaryLine(name: string, values: readonly number[], unit: string): string {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const show = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
  return `${name.padEnd(44)} ${show(median).padStart(9)} ${unit}  (${show(sorted[0]!)} to ${show(sorted.at(-1)!)}, n = ${values.length})`;
}
