import { z } from 'zod/mini';
import type { CheckAnnotation, CheckRun, NewCheck } from '../../action/github.ts';
import type { RepositoryApi, RepositoryCall } from './api.ts';

const checkRuns = z.object({
  total_count: z.int(),
  check_runs: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      head_sha: z.string(),
      status: z.string(),
      conclusion: z.nullable(z.string()),
      completed_at: z.nullable(z.iso.datetime({ offset: true })),
      external_id: z.nullable(z.string()),
      output: z.object({ text: z.nullable(z.string()) }),
      app: z.nullable(z.object({ slug: z.optional(z.string()) })),
    }),
  ),
});

type Row = z.infer<typeof checkRuns>['check_runs'][number];

/** Of all check suites of the commit: `filter=latest` would be the latest of each suite only. */
export async function completedChecks(api: RepositoryApi, commit: string, name: string): Promise<readonly CheckRun[]> {
  const call: RepositoryCall = {
    purpose: `list the check runs of ${commit.slice(0, 12)}`,
    method: 'GET',
    path: '/commits/{commit}/check-runs',
    mode: 'read',
    permission: 'checks: read',
    parameters: { commit, check_name: name, status: 'completed', filter: 'all' },
  };
  let total = 0;
  const rows = await api.list(call, ({ body }) => {
    const page = api.read(call, checkRuns, body);
    total = Math.max(total, page.total_count);
    return page.check_runs;
  });
  if (rows.length < total) throw api.unusable(call, `${rows.length} check runs of ${total}`);
  if (rows.some((row) => row.head_sha !== commit)) throw api.unusable(call, 'a check run of another commit');
  return rows
    .filter((row) => row.name === name && row.status === 'completed')
    .sort(latestFirst)
    .map(({ conclusion, external_id, output, app }) => ({
      conclusion,
      externalId: external_id ?? '',
      text: output.text ?? '',
      app: app?.slug ?? '',
    }));
}

/** Times are whole seconds; among equals the one that was made later counts. */
const latestFirst = (one: Row, other: Row): number =>
  Date.parse(other.completed_at ?? '1970-01-01') - Date.parse(one.completed_at ?? '1970-01-01') || other.id - one.id;

export async function createCheck(api: RepositoryApi, check: NewCheck): Promise<void> {
  const { name, commit, conclusion, externalId, detailsUrl, title, summary, text } = check;
  const call: RepositoryCall = {
    purpose: `write the check ${name} on ${commit.slice(0, 12)}`,
    method: 'POST',
    path: '/check-runs',
    mode: 'add',
    permission: 'checks: write',
    parameters: {
      name,
      head_sha: commit,
      status: 'completed',
      conclusion,
      external_id: externalId,
      ...(detailsUrl === '' ? {} : { details_url: detailsUrl }),
      output: { title, summary, ...(text === '' ? {} : { text }), annotations: check.annotations.map(annotation) },
    },
  };
  const made = await api.ask(call, z.object({ id: z.int(), head_sha: z.string() }));
  if (made.head_sha !== commit) throw api.unusable(call, 'a check of another commit');
}

const annotation = ({ path, line, level, title, message }: CheckAnnotation) => ({
  path,
  start_line: line,
  end_line: line,
  annotation_level: level,
  message,
  ...(title === '' ? {} : { title }),
});
