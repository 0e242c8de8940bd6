import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnerJob, StageRun } from '../../../support/runner/runner.ts';
import type { Cloud } from './cloud.ts';

/** A place where a secret stood, and in which form. */
export interface Leak {
  readonly where: string;
  readonly secret: string;
  readonly form: string;
}

/** Each of the texts that show a secret as it is, in a URL, or inside of base64 at each of the three alignments. */
function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes, Buffer.alloc(2)]).toString('base64');
    // Digits that also hold bits of a neighbour differ from text to text.
    return [`base64, ${shift}`, text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))];
  });
  return { plain: secret, url: encodeURIComponent(secret), ...(Object.fromEntries(inside) as Record<string, string>) };
}

export function leaksIn(
  texts: readonly (readonly [where: string, text: string])[],
  secrets: Readonly<Record<string, string>>,
): Leak[] {
  const all = Object.entries(secrets).flatMap(([secret, value]) =>
    Object.entries(formsOf(value)).map(([form, text]) => ({ secret, form, text })),
  );
  return texts.flatMap(([where, text]) =>
    all.filter((one) => text.includes(one.text)).map(({ secret, form }) => ({ where, secret, form })),
  );
}

/** Fields of the services' answers that nobody may see. */
const FIELDS =
  /"(value|AccessKeyId|AccessKeySecret|SecurityToken|AuthorizationToken|authorizationToken|token)":"([^"]+)"/g;

/** What the cloud has handed out that is secret, by name, with the registry password in the form of config.json, too. */
export function handedOut({ answered }: Pick<Cloud, 'answered'>): Record<string, string> {
  const found = answered.flatMap((text, index) =>
    [...text.matchAll(FIELDS)].map(([, name, value = '']) => [`${name} of answer ${index}`, value] as const),
  );
  const basic = found
    .filter(([name]) => /^authorization/i.test(name))
    .map(([name, value]) => [`base64(user:${name})`, Buffer.from(`cr_temp_user:${value}`).toString('base64')] as const);
  return Object.fromEntries([...found, ...basic]);
}

/** Everything that a stage says, but for the masks themselves and the output `password`. */
export function saidBy(stage: string, run: StageRun): [string, string][] {
  const withoutMasks = (text: string): string => text.replaceAll(/^::add-mask::.*$/gm, '');
  const { password: _, ...outputs } = run.outputs;
  return [
    [`${stage}: stdout`, withoutMasks(run.stdout)],
    [`${stage}: stderr`, withoutMasks(run.stderr)],
    [`${stage}: outputs`, JSON.stringify(outputs)],
    [`${stage}: summary`, run.summary],
  ];
}

/** State, exported variables and every file that a job has left, but for the runner's own file of outputs. */
export async function leftBy({ temp, workspace, env }: RunnerJob): Promise<[string, string][]> {
  const texts: [string, string][] = [['variables', JSON.stringify(env)]];
  for (const folder of [temp, workspace]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('set_output')) continue;
      const path = join(entry.parentPath, entry.name);
      texts.push([path, `${path}\n${await readFile(path, 'latin1')}`]);
    }
  }
  return texts;
}
