import { parseDocument } from 'yaml';
import { z } from 'zod';
import { filled } from '../workflows/expressions.ts';
import type { JobIdentity, Surroundings, WorkflowEvent } from '../workflows/workflow.ts';

type Texts = Readonly<Record<string, string>>;

/** A job of the workflow, once for each of its matrix. */
export interface PlannedJob {
  readonly id: string;
  readonly name: string;
  readonly matrix: Texts;
}

interface WorkflowForAct {
  readonly text: string;
  /** `owner/name@ref` of what its steps use, checkout aside */
  readonly actions: readonly string[];
  /** for the whole run: GITHUB_* */
  readonly variables: Texts;
  readonly jobs: readonly PlannedJob[];
}

const texts = z.record(z.string(), z.coerce.string());
const Workflow = z.object({
  permissions: texts,
  jobs: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      environment: z.string().optional(),
      permissions: texts.optional(),
      strategy: z.object({ matrix: z.object({ include: z.array(texts) }) }).optional(),
      steps: z.array(z.object({ uses: z.string().optional() })),
    }),
  ),
});

/**
 * The workflow with what GitHub would give each job as the `env` of that job: act knows neither permissions nor
 * environments, so it has no OIDC tokens of its own. The token of the run can do what any of the jobs may.
 */
export function workflowForAct(
  text: string,
  event: WorkflowEvent,
  { variables, repository }: Surroundings,
): WorkflowForAct {
  const document = parseDocument(text);
  const { jobs, permissions: ofAll } = Workflow.parse(document.toJS());
  const planned: PlannedJob[] = [];
  let union: JobIdentity['permissions'] = {};
  for (const [id, { name = id, environment, strategy, permissions: own = ofAll }] of Object.entries(jobs)) {
    const permissions = isFromFork(event, repository) ? readOnly(own) : own;
    const place = environment === undefined ? placeOf(event) : `environment:${environment}`;
    union = { ...union, ...permissions };
    for (const [index, matrix] of (strategy?.matrix.include ?? [{}]).entries()) {
      planned.push({ id, name: filled(name, { matrix }), matrix });
      for (const [variable, value] of Object.entries(variables({ permissions, place, matrix }))) {
        if (variable.startsWith('GITHUB_')) continue;
        const inMatrix = ['jobs', id, 'strategy', 'matrix', 'include', index, variable];
        if (strategy !== undefined) document.setIn(inMatrix, value);
        document.setIn(['jobs', id, 'env', variable], strategy === undefined ? value : `\${{ matrix.${variable} }}`);
      }
    }
    // The stories name what the jobs leave behind in the order of the matrix.
    if (strategy !== undefined) document.setIn(['jobs', id, 'strategy', 'max-parallel'], 1);
  }
  const all = variables({ permissions: union, place: placeOf(event), matrix: {} });
  const used = Object.values(jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses ?? ''));
  return {
    text: document.toString(),
    actions: [...new Set(used.filter((uses) => uses.startsWith('org/acr-access')).map(repositoryOf))],
    variables: Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('GITHUB_'))),
    jobs: planned,
  };
}

/** `org/acr-access/login@v1` is in `org/acr-access@v1`. */
const repositoryOf = (uses: string): string => uses.replace(/^([^/]+\/[^/@]+)[^@]*/, '$1');

function isFromFork({ name, payload }: WorkflowEvent, repository: string): boolean {
  const pull = payload.pull_request as { head: { repo: { full_name: string } } } | undefined;
  return name === 'pull_request' && pull?.head.repo.full_name !== repository;
}

/** A run for a fork's pull request reads, and gets no OIDC token, whatever the file says. */
function readOnly(permissions: JobIdentity['permissions']): JobIdentity['permissions'] {
  const scopes = Object.keys(permissions).filter((scope) => scope !== 'id-token');
  return Object.fromEntries(scopes.map((scope) => [scope, 'read']));
}

/** `sub` of a job without an environment (GitHub: OpenID Connect reference). */
const placeOf = ({ name, ref }: WorkflowEvent): string => (name === 'pull_request' ? 'pull_request' : `ref:${ref}`);
