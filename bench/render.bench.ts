import type { AccessRow } from '../src/plan/access/types.ts';
import type { AssessedPlan } from '../src/plan/assess.ts';
import type { Change } from '../src/plan/types.ts';
import type { Principal } from '../src/policy/principal.ts';
import { planJson } from '../src/render/json.ts';
import { planComment } from '../src/render/plan-comment.ts';
import { planSummary } from '../src/render/plan-summary.ts';
import { median, printNumber } from './numbers.ts';

/** A plan of 5,000 changes as a comment and as a job summary: how long it takes, and how large they are. */
const CHANGES = 5000;
const MOST_MS = 200;
const MOST_CHARACTERS = 60_000;
const MOST_BYTES = 900_000;
const ROUNDS = 9;
const STATS = { apiCalls: 400, readMs: 4000, planMs: 900 };
const FACTS = { commit: 'f'.repeat(40), runUrl: 'https://github.com/org/images/actions/runs/1', stats: STATS };

const plan = largePlan();
const first = millisecondsOf(() => planComment(plan, FACTS));
const rounds = Array.from({ length: ROUNDS }, () => ({
  comment: millisecondsOf(() => planComment(plan, FACTS)),
  summary: millisecondsOf(() => planSummary(plan, STATS)),
  json: millisecondsOf(() => JSON.stringify(planJson(plan, STATS))),
}));
const comment = median(rounds.map((round) => round.comment));
const summary = median(rounds.map((round) => round.summary));
const json = median(rounds.map((round) => round.json));
const reference = `${json.toFixed(0)} ms for the plan as JSON`;

const slowest = Math.max(first, comment);
printNumber({
  name: 'comment of 5,000 changes',
  value: `${first.toFixed(0)} ms at first, then ${comment.toFixed(0)} ms`,
  target: `below ${MOST_MS} ms`,
  reference,
  met: slowest < MOST_MS,
});
printNumber({
  name: 'job summary of 5,000 changes',
  value: `${summary.toFixed(0)} ms`,
  target: `below ${MOST_MS} ms`,
  reference,
  met: summary < MOST_MS,
});
const length = planComment(plan, FACTS).length;
printNumber({
  name: 'length of that comment',
  value: `${length} characters`,
  target: `below ${MOST_CHARACTERS}`,
  reference: 'GitHub takes 65536',
  met: length < MOST_CHARACTERS && length > MOST_CHARACTERS * 0.9,
});
const bytes = Buffer.byteLength(planSummary(plan, STATS));
printNumber({
  name: 'size of that job summary',
  value: `${bytes} bytes`,
  target: `at most ${MOST_BYTES}`,
  reference: 'GitHub takes 1048576',
  met: bytes <= MOST_BYTES,
});

/** Milliseconds in which this thread had the processor: the same on an idle machine, and not what other programs do. */
function millisecondsOf(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Half of the changes attach and half detach, each to a user of its own, with access that differs from user to user. */
function largePlan(): AssessedPlan {
  const changes = Array.from({ length: CHANGES }, (_, index): Change => {
    const resource = {
      kind: 'attachment',
      principal: `user:person-${index}`,
      policy: `acr-access-product-${index % 300}`,
      type: 'Custom',
      scope: 'account',
    } as const;
    const about = {
      kind: 'attachment',
      key: `attachment/${resource.principal}/Custom/${resource.policy}/account`,
      reason: `grant product-${index % 300}`,
      source: { file: 'acr-access.yaml', line: index + 1, column: 3 },
    } as const;
    return index % 2 === 0
      ? { ...about, action: 'create', before: null, after: resource }
      : { ...about, action: 'delete', before: resource, after: null };
  });
  const access = changes.map(({ source }, index) => ({
    principal: `user:person-${index}` as Principal,
    relation: index % 2 === 0 ? ('more' as const) : ('less' as const),
    certainty: 'certain' as const,
    gained: index % 2 === 0 ? [rowOf(index, source)] : [],
    lost: index % 2 === 0 ? [] : [rowOf(index, source)],
  }));
  return {
    account: '1234567890123456',
    config: 'acr-access.yaml',
    owner: 'org/images:acr-access.yaml',
    digest: `sha256:${'0'.repeat(64)}`,
    changes,
    findings: [],
    untouched: [],
    quotas: {},
    applySecondsAtLeast: 500,
    report: { access, shadow: [], silent: [], gains: CHANGES / 2, losses: CHANGES / 2 },
  };
}

function rowOf(index: number, source: AccessRow['source']): AccessRow {
  return {
    verbs: index % 3 === 0 ? ['push', 'pull', 'login'] : ['pull', 'login'],
    actions: ['cr:PullRepository'],
    kind: 'repo',
    area: { include: [`prod:product-${index % 300}/*`], exclude: [] },
    certainty: 'certain',
    witness: null,
    existing: { count: 2, sample: [`product-${index % 300}/api`, `product-${index % 300}/web`] },
    via: [`policy/acr-access-product-${index % 300}`],
    when: null,
    why: [],
    cause: index % 2 === 0 ? 'attached' : 'detached',
    source,
  };
}
