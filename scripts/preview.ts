// Shows the comment of every example the way a reviewer meets it: HTML by GitHub's own Markdown parser, and pictures by a
// browser, in the width of a page and of a phone. For looking at, not for tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { approvalText } from '../src/plan/approval.ts';
import type { AssessedPlan } from '../src/plan/assess.ts';
import { checkOutput } from '../src/render/check-output.ts';
import { driftIssue } from '../src/render/issues.ts';
import { planComment } from '../src/render/plan-comment.ts';
import { resultComment } from '../src/render/result-comment.ts';
import { EXAMPLES, planOffline, readExample } from '../test/support/example.ts';

const OUT = join(import.meta.dirname, '../preview');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const WIDTHS = [1000, 400];
const FACTS = {
  commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
  runUrl: 'https://github.com/org/images/actions/runs/15000000001',
  stats: { apiCalls: 14, readMs: 412, planMs: 9 },
};
/** A picture has one height, and the browser does not tell how long the page is: enough for everything in it. */
const HEIGHTS: Record<string, number> = {
  'quickstart-1000': 890,
  'quickstart-open-1000': 1600,
  'quickstart-open-400': 2400,
};
/** What the README of the folder passes as --adopt. */
const ADOPT: Record<string, readonly string[]> = { 'take-over': ['acr-access-team-pull'] };

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
const folders = readdirSync(EXAMPLES).filter((folder) => existsSync(join(EXAMPLES, folder, 'account.yaml')));
for (const folder of folders) {
  const plan = await planOffline(readExample(folder), ADOPT[folder] ?? []);
  show(folder, planComment(plan, FACTS));
  if (folder !== 'quickstart') continue;
  show('quickstart-check', checkPage(plan));
  show('quickstart-drift', driftIssue(plan, FACTS).body);
  show('quickstart-result', resultComment(plan, resultOf(plan), FACTS));
}

/** The page of the check run: its title, its summary, its text, and the annotations as GitHub lists them below. */
function checkPage(plan: AssessedPlan): string {
  const { title, summary, annotations } = checkOutput(plan);
  const text = approvalText(plan, { fileHash: '0123456789abcdef', commentKey: '0123456789abcdef' });
  const lines = annotations.map((one) => `- ${one.level}, ${one.path}#L${one.line}: ${one.title}: ${one.message}`);
  return [`## ${title}`, summary, '### Details', text, '### Annotations', ...lines].join('\n\n');
}

/** An apply in which one change failed and another one had to be skipped. */
function resultOf(plan: AssessedPlan): Parameters<typeof resultComment>[1] {
  const outcomes = plan.changes.map((change, index) => ({
    change,
    result: index === 3 ? ('failed' as const) : index === 7 ? ('skipped' as const) : ('done' as const),
    requestIds: index === 7 ? [] : [`7B8A4E7D-6CFF-471D-84DF-195A7A241E${index}0`],
    message:
      index === 3
        ? 'RAM refused: NoPermission, the caller may not call ram:AttachPolicyToRole'
        : index === 7
          ? 'role:ci-release is not attached'
          : '',
    remedy: index === 3 ? 'Allow ram:AttachPolicyToRole to the role that acr-access runs as.' : '',
  }));
  return { outcomes, interrupted: false, remaining: { ...plan, changes: plan.changes.slice(0, 2) }, converged: false };
}

/** One text as HTML and, where there is a browser, as pictures: as it arrives, and of one with everything opened. */
function show(name: string, markdown: string): void {
  const html = page(name, toHtml(markdown));
  const pages = { [name]: html, ...(name === 'quickstart' ? { [`${name}-open`]: opened(html) } : {}) };
  for (const [file, text] of Object.entries(pages)) {
    writeFileSync(join(OUT, `${file}.html`), text);
    for (const width of WIDTHS) takePicture(join(OUT, `${file}.html`), width);
  }
  console.log(`preview/${name}.html`);
}

function opened(html: string): string {
  return html.replaceAll('<details>', '<details open>');
}

function toHtml(markdown: string): string {
  const options = [
    '--unsafe',
    '--hardbreaks',
    ...['table', 'strikethrough', 'autolink', 'tagfilter'].flatMap((one) => ['-e', one]),
  ];
  const { status, stdout, error } = spawnSync('cmark-gfm', options, { input: markdown, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`cmark-gfm is needed (Debian: apt-get install cmark-gfm): ${error?.message ?? `exit ${status}`}`);
  return stdout;
}

function takePicture(file: string, width: number): void {
  if (!existsSync(CHROMIUM)) return;
  const name = `${basename(file, '.html')}-${width}`;
  const profile = mkdtempSync(join(tmpdir(), 'acr-access-preview-'));
  const offline = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const size = `--window-size=${width},${HEIGHTS[name] ?? 1400}`;
  const output = [`--screenshot=${join(OUT, `${name}.png`)}`, `file://${file}`];
  const still = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--hide-scrollbars'];
  spawnSync(CHROMIUM, [...still, ...offline, `--user-data-dir=${profile}`, size, ...output], { stdio: 'ignore' });
  rmSync(profile, { recursive: true, force: true });
}

/** Close to what GitHub shows: its sizes, its borders, tables that scroll sideways. */
function page(title: string, body: string): string {
  const css = `
    body { margin: 0; padding: 16px; background: #fff; color: #1f2328; font: 14px/1.5 "Noto Sans", Helvetica, Arial, sans-serif; }
    .box { border: 1px solid #d1d9e0; border-radius: 6px; max-width: 900px; margin: 0 auto; }
    .who { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; padding: 8px 16px; color: #59636e; }
    .body { padding: 16px; overflow-wrap: break-word; }
    .body > :first-child { margin-top: 0; }
    p, ul, ol, table, pre, details { margin: 0 0 16px; }
    h3, h4 { line-height: 1.25; margin: 24px 0 16px; } h3 { font-size: 1.25em; } h4 { font-size: 1em; }
    ul, ol { padding-left: 2em; } li + li { margin-top: .25em; }
    table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
    th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }
    tr:nth-child(2n) td { background: #f6f8fa; }
    code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85%/1.45 "DejaVu Sans Mono", monospace; white-space: break-spaces; }
    pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; } pre code { background: none; padding: 0; white-space: pre; }
    summary { cursor: pointer; } sub { font-size: 75%; line-height: 0; position: relative; vertical-align: baseline; bottom: -.25em; }
    a { color: #0969da; }`;
  return `<!doctype html><meta charset="utf-8"><title>${title}</title><style>${css}</style>
<div class="box"><div class="who"><b>github-actions</b> bot commented</div><div class="body">
${body}</div></div>
`;
}
