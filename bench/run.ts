import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Runs every `*.bench.ts` of this folder, one after the other so that they do not disturb each other, and prints one table.
 * Words on the command line choose scripts by a part of their name. Exits 1 when a number is missed, a script failed, or one
 * measured nothing.
 */
const words = process.argv.slice(2);
const scripts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.bench.ts') && (words.length === 0 || words.some((word) => name.includes(word))))
  .sort();
const VERDICT = /(?:^|\W)(met|MISSED)$/;
const rows: string[][] = [];
let failed = scripts.length === 0;

for (const script of scripts) {
  console.log(`== ${script}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const numbers: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    if (VERDICT.test(line)) numbers.push(line);
  }
  const [code] = await exit;
  rows.push(...numbers.map((line) => line.split(' | ')));
  const isBroken = numbers.length === 0 || (code !== 0 && !numbers.some((line) => line.endsWith('MISSED')));
  if (isBroken) rows.push([script, `ended with ${code} after ${numbers.length} numbers`, '', '', 'MISSED']);
  failed ||= code !== 0 || isBroken || numbers.some((line) => line.endsWith('MISSED'));
}

const table = [['number', 'measured', 'target', 'reference', ''], ...rows];
const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
console.log(
  `\n${table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}`,
);
process.exitCode = failed ? 1 : 0;
