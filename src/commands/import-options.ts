import { nameProblem } from '../config/names.ts';
import { parsePrincipal } from '../config/parse-principal.ts';
import { AcrAccessError } from '../errors.ts';
import type { Registry } from '../policy/area.ts';
import { registryProblem } from '../policy/arn.ts';
import type { Principal } from '../policy/principal.ts';

/** `prod=cri-…@cn-hangzhou`, `legacy=personal@cn-hangzhou` */
export function givenRegistries(words: readonly string[]): readonly Registry[] {
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
