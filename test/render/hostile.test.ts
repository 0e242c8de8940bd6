import { spawnSync } from 'node:child_process';
import remarkGfm from 'remark-gfm';
import remarkGithub from 'remark-github';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import type { ApplyResult } from '../../src/apply/types.ts';
import type { AssessedPlan } from '../../src/plan/assess.ts';
import { checkOutput } from '../../src/render/check-output.ts';
import { differencesMarkdown, differencesText } from '../../src/render/differences.ts';
import { driftComment, driftIssue, followUpIssue } from '../../src/render/issues.ts';
import { applyMarkdown, planMarkdown } from '../../src/render/markdown.ts';
import { noChangeLine, planComment, staleComment } from '../../src/render/plan-comment.ts';
import { planSummary } from '../../src/render/plan-summary.ts';
import { notAppliedComment, resultComment } from '../../src/render/result-comment.ts';
import { hostileReport } from './access.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { change, finding, LINE_7, plan, policy, STATS } from './plans.ts';

const RUN_URL = 'https://github.com/org/repo/actions/runs/15';
const FACTS = { commit: '9fceb02d0ae598e95dc970b74767f19372d61af8', runUrl: RUN_URL, stats: STATS };

/** One text in every place of a plan that is not of our making. */
function planOf(text: string): AssessedPlan {
  const changes = [
    { ...change('create', null, policy({ name: `a${text}`, description: text })), reason: text },
    change('update', policy({ document: { Version: text } }), policy({ description: text, tags: { [text]: text } })),
    change('create', null, {
      ...policy({ name: `b${text}` }),
      document: {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: text, Resource: text, Condition: { [text]: { [text]: text } } }],
      },
    }),
    change('create', null, { kind: 'user', name: text, displayName: text, comments: text }),
    change('create', null, { kind: 'group', name: text, comments: text }),
    change('delete', { kind: 'membership', group: text, user: text }, null, { ...LINE_7, file: text }),
  ];
  const findings = [
    finding({ message: text, remedy: text, key: text, source: { ...LINE_7, file: text } }),
    finding({ blocking: false, message: text, remedy: text, key: changes[0]!.key }),
    finding({ id: 'SET01', blocking: false, message: text, remedy: text }),
    finding({ id: 'EXP01', blocking: false, message: text, remedy: text }),
    finding({ blocking: false, introduced: false, message: text, remedy: text }),
  ];
  const untouched = [{ key: text, reason: text }];
  return plan({ account: text, config: text, digest: text, changes, findings, untouched, report: hostileReport(text) });
}

function resultOf({ changes }: AssessedPlan, text: string): ApplyResult {
  const words = { requestIds: [text], message: text, remedy: text };
  const outcomes = changes.map((one, index) => {
    return { change: one, result: (['failed', 'skipped', 'done', 'already'] as const)[index % 4]!, ...words };
  });
  return { outcomes, interrupted: true, remaining: plan({ changes }), converged: false };
}

/** Every Markdown text that is made of a plan: those that are made differently, and those that hold the same parts again. */
function documentsOf(text: string) {
  const shown = planOf(text);
  const result = resultOf(shown, text);
  const differences = differencesMarkdown([{ approved: `attach \`${text}\` to ${text}`, now: null, why: text }]);
  return {
    differently: [
      planComment(shown, FACTS),
      noChangeLine(shown),
      staleComment(text, text, FACTS),
      notAppliedComment(undefined, differences, FACTS),
      followUpIssue(shown, result, FACTS).body,
      driftIssue(shown, FACTS).body,
      driftComment(shown),
    ],
    again: [
      planMarkdown(shown),
      planSummary(shown, STATS),
      checkOutput(shown).summary,
      resultComment(shown, result, FACTS),
      applyMarkdown(shown, result),
      notAppliedComment(shown, differences, FACTS),
    ],
  };
}

const everyDocumentOf = (text: string): readonly string[] => Object.values(documentsOf(text)).flat();

const OUR_HTML = /^(?:<details><summary>[\w ]+<\/summary>|<\/details>|<br>|<\/?sub>)$/;
/** What GitHub makes something of in text outside of code: mentions, references, addresses, emoji, mathematics, alerts. */
const ACTIVE = /@|#|GH-\d|[\da-f]{7}|:\w+:|\$|\[|www\.|:\/\//i;

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkGithub, { repository: 'org/repo', mentionStrong: false });
const nodesOf = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(nodesOf)];
const BLOCKS = [
  'heading',
  'paragraph',
  'table',
  'tableRow',
  'tableCell',
  'list',
  'listItem',
  'code',
  'blockquote',
  'thematicBreak',
  'definition',
  'footnoteDefinition',
];

/** Blocks in their order: text of others must not add, end or swallow any. */
const skeleton = (nodes: readonly Node[]): string =>
  nodes
    .flatMap(({ type, value }) =>
      BLOCKS.includes(type) || (type === 'html' && /details/.test(value ?? '')) ? [type] : [],
    )
    .join(' ');

function read(markdown: string): readonly Node[] {
  return nodesOf(processor.runSync(processor.parse(markdown)) as Node);
}

function judge(nodes: readonly Node[]): void {
  for (const { type, value, url } of nodes) {
    expect(['image', 'imageReference', 'linkReference', 'footnoteReference', 'delete', 'emphasis']).not.toContain(type);
    if (type === 'link') expect(url).toBe(RUN_URL);
    if (type === 'html') expect(value).toMatch(OUR_HTML);
    if (type === 'text') expect(value).not.toMatch(ACTIVE);
  }
}

/** The blocks around the first one that differs: whole lists of them are too long to read. */
function firstDifference(one: string, other: string): string | undefined {
  const [left, right] = [one.split(' '), other.split(' ')];
  const at = left.findIndex((name, index) => name !== right[index]);
  if (at === -1 && left.length === right.length) return undefined;
  return `${left.slice(Math.max(0, at - 3), at + 3).join(' ')} instead of ${right.slice(Math.max(0, at - 3), at + 3).join(' ')}`;
}

const harmless = documentsOf('x').differently.map((markdown) => skeleton(read(markdown)));

describe('text of others', () => {
  it('is tried in many forms', () => {
    expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
    expect(HOSTILE_TEXTS.length).toBeGreaterThan(100);
  });

  it.each(HOSTILE_TEXTS)('is shown and never read by GitHub: %j', (text) => {
    for (const [index, markdown] of documentsOf(text).differently.entries()) {
      const nodes = read(markdown);
      judge(nodes);
      expect(firstDifference(skeleton(nodes), harmless[index]!)).toBeUndefined();
    }
  });

  it.each(HOSTILE_TEXTS)('starts no command of the runner, and nothing in it is hidden: %j', (text) => {
    const shown = planOf(text);
    const { title, annotations } = checkOutput(shown);
    const lines = [
      ...everyDocumentOf(text),
      title,
      ...annotations.flatMap((one) => [one.title, one.message]),
      driftIssue(shown, FACTS).title,
      followUpIssue(shown, resultOf(shown, text), FACTS).title,
      differencesText([{ approved: text, now: null, why: text }]),
    ].flatMap((markdown) => markdown.split('\n'));
    for (const line of lines) {
      expect(line).not.toMatch(/^\s*(?:::|##\[)/);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }
    for (const line of differencesText([{ approved: text, now: text, why: text }]).split('\n')) {
      expect(line).not.toContain('##[');
    }
  });

  it.each(HOSTILE_TEXTS)('does not get into titles: %j', (text) => {
    const shown = planOf(text);
    for (const { title } of [driftIssue(shown, FACTS), followUpIssue(shown, resultOf(shown, text), FACTS)]) {
      expect(title).toMatch(/^acr-access: [\w./ -]+ \(account \d*\)$/);
    }
    expect(checkOutput(shown).title).toMatch(/^[\w ,]+$/);
  });

  it('does not become an address', () => {
    for (const runUrl of [...HOSTILE_TEXTS, 'https://evil.example/a)b', 'https://a/b c', 'javascript:alert(1)']) {
      if (/^https?:\/\/[\w./]+$/.test(runUrl)) continue;
      const links = read(planComment(plan(), { ...FACTS, runUrl })).filter(({ type }) => type === 'link');
      expect(links).toEqual([]);
    }
  });
});

// Installed from Debian; without it these are skipped.
const hasCmark = spawnSync('cmark-gfm', ['--version']).status === 0;

describe.skipIf(!hasCmark)("text of others, by GitHub's own parser", () => {
  const extensions = ['table', 'autolink', 'strikethrough', 'tagfilter', 'tasklist', 'footnotes'].flatMap((one) => [
    '-e',
    one,
  ]);
  const parse = (text: string): string => {
    const input = everyDocumentOf(text).join('\n\n');
    const run = spawnSync('cmark-gfm', [...extensions, '-t', 'xml'], { input, encoding: 'utf8' });
    expect(run.status).toBe(0);
    return run.stdout;
  };
  const blocks = (xml: string): string =>
    [
      ...xml.matchAll(
        /<(heading|paragraph|table|table_row|table_cell|list|item|code_block|block_quote|thematic_break|html_block|footnote\w*)\b/g,
      ),
    ]
      .map((match) => match[1])
      .join(' ');
  const ordinary = hasCmark ? blocks(parse('x')) : '';

  it.each(HOSTILE_TEXTS)('makes no link, image, HTML or block: %j', (text) => {
    const xml = parse(text);
    expect(xml).not.toMatch(/<(?:image|strikethrough|emph|footnote_\w+)\b/);
    for (const [, destination] of xml.matchAll(/<link destination="([^"]*)"/g)) expect(destination).toBe(RUN_URL);
    for (const [, value = ''] of xml.matchAll(/<html_(?:inline|block)[^>]*>([^<]*)</g)) {
      const plain = value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').trim();
      expect(plain).toMatch(OUR_HTML);
    }
    expect(firstDifference(blocks(xml), ordinary)).toBeUndefined();
  });
});
