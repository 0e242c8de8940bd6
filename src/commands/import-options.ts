import { nameProblem } from '../config/names.ts';
import { parsePrincipal } from '../config/parse-principal.ts';
import { AcrAccessError } from '../errors.ts';
import type { Registry } from '../policy/area.ts';
import { registryProblem } from '../policy/arn.ts';
import type { Principal } from '../policy/principal.ts';

/** Registries that are named, and names of those that are taken over alone. */
export interface RegistryOptions {
  readonly registries: readonly Registry[];
  readonly onlyRegistries: readonly string[];
}

/** `prod=cri-…@cn-hangzhou` and `legacy=personal@cn-hangzhou` name a registry; `prod` chooses one. */
export function registryOptions(words: readonly string[]): RegistryOptions {
  return {
    registries: givenRegistries(words.filter((word) => word.includes('='))),
    onlyRegistries: words.filter((word) => !word.includes('=')).map(chosenName),
  };
}

function chosenName(word: string): string {
  const problem = nameProblem('registry', word)?.message;
  if (problem !== undefined) throw wrong(`--registry ${word}: ${problem}`);
  return word;
}

function givenRegistries(words: readonly string[]): readonly Registry[] {
  return words.map((word) => {
    const [, name, what, region] = /^([^=]*)=([^@]*)@(.*)$/.exec(word) ?? [];
    if (name === undefined || what === undefined || region === undefined) {
      throw wrong(`--registry ${word} is not NAME=INSTANCE@REGION`);
    }
    const registry: Registry =
      what === 'personal'
        ? { name, edition: 'personal', region }
        : { name, edition: 'enterprise', instance: what, region };
    const problem = nameProblem('registry', name)?.message ?? registryProblem(registry);
    if (problem !== undefined) throw wrong(`--registry ${word}: ${problem}`);
    return registry;
  });
}

export function onlyThese(words: readonly string[]): readonly Principal[] {
  return words.map((word) => {
    const parsed = parsePrincipal(word);
    if ('principal' in parsed) return parsed.principal;
    throw wrong(`--only ${word}: ${parsed.problem.message}`);
  });
}

const wrong = (message: string): AcrAccessError =>
  new AcrAccessError('usage', message, { hint: 'acr-access import --help shows how it is written.' });
