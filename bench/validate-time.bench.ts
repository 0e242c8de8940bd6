import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printNumber, seconds } from './numbers.ts';
import { timeOf } from './timed-run.ts';

/**
 * `acr-access validate` as people wait for it, from the start of the process to its end. Every grant goes to one of a few
 * teams and to the same pipeline: each must be compared with all that these hold besides, which is the most there is to do.
 */
const MOST_MS = 1000;
const ROUNDS = 11;
const [FEW, MANY] = [250, 1000];
const TEAMS = 20;
const LEVELS = ['pull', 'push', 'full'] as const;

const bundle = join(process.env.ACR_ACCESS_DIST ?? join(import.meta.dirname, '../dist'), 'cli/index.js');

/** Of ten grants seven are a level on an area, two are statements and one is a system policy. */
function fileWith(grants: number): string {
  const texts = Array.from({ length: grants }, (_, index) => {
    const to = index % 10 === 9 ? `group:team-${index % TEAMS}` : `[group:team-${index % TEAMS}, role:pipeline]`;
    return `  images-${index}:\n    reason: images of product ${index}\n${accessOf(index)}    to: ${to}\n`;
  });
  return `version: 1
account: "1234567890123456"
registries:
  prod: { instance: cri-bench000000001, region: cn-hangzhou }
grants:
${texts.join('')}`;
}

function accessOf(index: number): string {
  if (index % 10 === 9) return '    policy: AliyunContainerRegistryReadOnlyAccess\n';
  if (index % 10 < 7) return `    can: ${LEVELS[index % LEVELS.length]}\n    on: prod:product-${index}/*\n`;
  return `    statements:
      - Effect: Allow
        Action: [cr:GetScan, cr:PutScan]
        Resource: acs:cr:cn-hangzhou:*:repository/cri-bench000000001/product-${index}/*
`;
}

async function measure(folder: string): Promise<{ bare: number; few: number; many: number }> {
  const run = (words: readonly string[]): Promise<number> => timeOf(words, folder, { PATH: process.env.PATH ?? '' });
  const validate = (grants: number): Promise<number> => run([bundle, 'validate', '--config', `${grants}.yaml`]);
  for (const grants of [FEW, MANY]) await writeFile(join(folder, `${grants}.yaml`), fileWith(grants));
  const [bare, few, many]: [number[], number[], number[]] = [[], [], []];
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await run(['-e', '0']));
    few.push(await validate(FEW));
    many.push(await validate(MANY));
  }
  return { bare: median(bare), few: median(few), many: median(many) };
}

const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
try {
  const { bare, few, many } = await measure(folder);
  const growth = (many - bare) / (few - bare);
  console.log(`acr-access validate; median of ${ROUNDS} runs each; ${FEW} grants take ${seconds(few)}`);
  printNumber({
    name: `validate of ${MANY} grants`,
    value: seconds(many),
    target: `at most ${seconds(MOST_MS)}`,
    reference: `${seconds(bare)} for node -e 0`,
    met: many <= MOST_MS,
  });
  printNumber({
    name: `growth of validate from ${FEW} to ${MANY} grants, without what Node takes`,
    value: `${growth.toFixed(1)} x`,
    target: `at most ${MANY / FEW} x`,
    reference: `${MANY / FEW} x the grants`,
    met: growth <= MANY / FEW,
  });
} finally {
  await rm(folder, { recursive: true });
}
