import { draftImport } from '../adopt/draft-import.ts';
import { extendFile } from '../adopt/extend-file.ts';
import { type Judgement, judgeFile } from '../adopt/judge-file.ts';
import { newFile } from '../adopt/new-file.ts';
import type { ImportDraft } from '../adopt/types.ts';
import { AcrAccessError } from '../errors.ts';
import { type ConfigInput, loadConfig } from '../pipeline.ts';
import { ownerKey } from '../state/ownership.ts';
import type { Options } from './arguments.ts';
import { readForImport } from './import-account.ts';
import { onlyThese, registryOptions } from './import-options.ts';
import { showImport } from './import-output.ts';
import { EXIT_REFUSED } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** Writes the file that says what the account holds, or adds what is missing to the one that is there. */
export async function importAccount(options: Options<'import'>, surroundings: Surroundings): Promise<number> {
  const { registries, onlyRegistries } = registryOptions(options.registry ?? []);
  const only = onlyThese(options.only ?? []);
  const target = options.output ?? options.config ?? 'acr-access.yaml';
  const existing = await readExisting(target, options, surroundings);
  const input = await placeOf(target, surroundings);
  const config = existing && loadConfig({ ...input, bytes: existing }).config;
  const { against, region: regions = [] } = options;
  const account = await readForImport({ against, config, registries, regions }, surroundings);
  const now = surroundings.clock.now();
  const owner = ownerKey(config?.settings.owner ?? input.repository ?? account.id, input.repositoryPath);
  const foundEverything = against !== undefined;
  const withGroups = options.groups;
  const draft = draftImport({
    account,
    owner,
    config,
    registries,
    only,
    onlyRegistries,
    withGroups,
    foundEverything,
    now,
  });
  if (draft.conflicts.length > 0) {
    showImport({ draft, target, written: false }, options.json, surroundings);
    return EXIT_REFUSED;
  }
  const judge = (text: string): Judgement =>
    judgeFile(loadConfig({ ...input, bytes: new TextEncoder().encode(text) }).config, account, owner, now);
  const before = config && judgeFile(config, account, owner, now);
  const { text, judgement } = existing
    ? extended(new TextDecoder().decode(existing), draft, judge)
    : created(draft, judge);
  requireSameAccess(judgement, before);
  const isNew = existing === undefined || text !== new TextDecoder().decode(existing);
  if (isNew) await surroundings.writeFile(target, text);
  showImport({ draft, target, written: isNew, judgement }, options.json, surroundings);
  return 0;
}

interface Written {
  readonly text: string;
  readonly judgement: Judgement;
}

/** Written once to be judged, and once more with what the judges say. */
function created(draft: ImportDraft, judge: (text: string) => Judgement): Written {
  const judgement = judge(newFile(draft, () => [], []));
  return { text: newFile(draft, judgement.adviceOf, judgement.notes), judgement };
}

function extended(text: string, draft: ImportDraft, judge: (text: string) => Judgement): Written {
  const { adviceOf } = judge(extendFile(text, draft, () => []));
  const result = extendFile(text, draft, adviceOf);
  return { text: result, judgement: judge(result) };
}

/** The last word: the plan of the file that would be written changes nobody's access, or nothing is written. */
function requireSameAccess({ access }: Judgement, before: Judgement | undefined): void {
  const known = new Set(before?.access.map(rowText));
  const changed = access.filter((row) => !known.has(rowText(row)));
  if (changed.length === 0) return;
  throw new AcrAccessError(
    'failed',
    `no file is written: its plan would change the access of ${changed.map(({ principal }) => principal).join(', ')}`,
    { hint: 'This is a mistake of the program. Import the others with --only, and report it with the account file.' },
  );
}

/** What somebody gains and loses, without the lines and policies that bring it about: those move with the text. */
function rowText({ principal, gained, lost }: Judgement['access'][number]): string {
  const [more, less] = [gained, lost].map((rows) =>
    rows.map(({ verbs, actions, kind, area, certainty, when }) => [verbs, actions, kind, area, certainty, when]),
  );
  return JSON.stringify([principal, more, less]);
}

/** The file that is added to; `undefined`: there is none yet. With `--output` there must be none. */
async function readExisting(
  path: string,
  { output, config }: Pick<Options<'import'>, 'output' | 'config'>,
  surroundings: Surroundings,
): Promise<Uint8Array | undefined> {
  if (output !== undefined && config !== undefined) {
    throw new AcrAccessError('usage', 'import takes --config, a file to add to, or --output, a new file; not both');
  }
  const existing = await surroundings.readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (output === undefined || existing === undefined) return existing;
  throw new AcrAccessError('usage', `${path} exists, and an import writes over nothing`, {
    hint: `Name a new file, or add to this one with --config ${path}.`,
  });
}

const isMissing = (error: unknown): boolean =>
  error instanceof AcrAccessError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/** Where the file is or is going to be: in the repository that owns what it declares. */
async function placeOf(target: string, surroundings: Surroundings): Promise<Omit<ConfigInput, 'bytes'>> {
  const { repositoryPath, repository, outside } = await surroundings.locate(target);
  if (outside !== true) return { file: target, repositoryPath, repository };
  throw new AcrAccessError('usage', `${target} is outside of the repository or working folder`, {
    hint: 'The file belongs to the repository in which it is reviewed: name a path in it.',
  });
}
