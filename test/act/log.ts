import { z } from 'zod';
import type { JobRun } from '../workflows/workflow.ts';
import type { PlannedJob } from './surrounded.ts';

/** A line of `act --json`, of a job. */
const Line = z.object({
  jobID: z.string(),
  matrix: z.record(z.string(), z.coerce.string()).default({}),
  msg: z.string(),
  jobResult: z.enum(['success', 'failure']).optional(),
  command: z.string().optional(),
  name: z.string().optional(),
  arg: z.string().optional(),
  content: z.string().optional(),
});
type Line = z.infer<typeof Line>;

/** What became of `jobs`, by act's log. A job that act skipped leaves no line in it. */
export function jobRuns(output: string, jobs: readonly PlannedJob[]): readonly JobRun[] {
  const lines = output.split('\n').flatMap((text) => lineOf(text) ?? []);
  return jobs.map((job) => {
    const own = lines.filter((line) => isOf(line, job));
    if (own.length === 0) return { name: job.name, result: 'skipped', outputs: {}, stages: [] };
    const result = own.find(({ jobResult }) => jobResult !== undefined)?.jobResult;
    if (result === undefined) throw new Error(`act says no result of ${job.name}:\n${output}`);
    return { name: job.name, result, outputs: {}, stages: [stageOf(own, result)] };
  });
}

function lineOf(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  return Line.safeParse(JSON.parse(text)).data;
}

const isOf = ({ jobID, matrix }: Line, job: PlannedJob): boolean =>
  jobID === job.id && Object.entries(job.matrix).every(([name, value]) => matrix[name] === value);

/** The whole job as one stage: act's log does not tell a step's streams apart. */
function stageOf(lines: readonly Line[], result: 'success' | 'failure'): JobRun['stages'][number] {
  const log = lines.map(({ msg }) => `${msg.trimEnd()}\n`).join('');
  const outputs = lines.flatMap(({ command, name = '', arg = '' }) =>
    command === 'set-output' ? [[name, arg] as const] : [],
  );
  return {
    code: result === 'success' ? 0 : 1,
    signal: null,
    log,
    stdout: log,
    stderr: '',
    commands: [],
    masks: [],
    outputs: Object.fromEntries(outputs),
    summary: lines.flatMap(({ command, content = '' }) => (command === 'summary' ? [content] : [])).join(''),
  };
}
