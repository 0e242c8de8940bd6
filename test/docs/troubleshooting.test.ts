import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPLAINED_CODES } from '../../src/login/explain-service.ts';
import { sectionsOf } from './page.ts';

const src = join(import.meta.dirname, '../../src');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(src, name), 'utf8'))
  .join('\n');

const CHAPTERS = ['docker, podman, skopeo and helm', 'Login: credentials', 'Login: OIDC', 'Login: the registry'];
const sections = sectionsOf('troubleshooting.md');
const textsOf = (title: string): string[] => [...title.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
const texts = sections.flatMap(({ title }) => textsOf(title));
const chapterOf = (title: string): string =>
  sections
    .slice(
      0,
      sections.findIndex((section) => section.title === title),
    )
    .findLast((one) => !one.title.startsWith('`'))!.title;

describe('the page for those who search for a text', () => {
  it('has its chapters', () => expect(sections.map(({ title }) => title)).toEqual(expect.arrayContaining(CHAPTERS)));

  it.each(EXPLAINED_CODES)('has an entry for %s', (code) => expect(texts).toContain(code));

  it.each([
    'unauthorized: authentication required',
    'denied: requested access to the resource is denied',
    'code: 404, , requestid:',
    'error storing credentials - err: …',
    'Cannot perform an interactive login from a non TTY device',
    'TLS handshake timeout',
    'insufficient_scope',
    'Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable',
  ])('has an entry for what others say: %s', (text) => expect(texts).toContain(text));

  it('has each text once, and something to say about it', () => {
    expect(texts.length).toBe(new Set(texts).size);
    for (const { title, text } of sections)
      if (title.startsWith('`')) expect(text.trim().length, title).toBeGreaterThan(20);
  });

  const OTHERS = 'Resource not accessible by integration';
  const own = sections.filter(
    ({ title }) =>
      title.startsWith('`') && ['Plan and apply', 'Login: files'].includes(chapterOf(title)) && !title.includes(OTHERS),
  );
  it.each(own.flatMap(({ title }) => textsOf(title)))('quotes acr-access as it is: %s', (text) => {
    for (const part of text.split('…').map((piece) => piece.trim())) {
      if (part !== '' && part !== 'config.json') expect(sources).toContain(part);
    }
  });

  const words = sections
    .filter(({ title }) => title.startsWith('`') && /^Login: (credentials|the registry)$/.test(chapterOf(title)))
    .flatMap(({ title }) => textsOf(title))
    .filter((text) => / /.test(text) && !text.startsWith('code: 404'));
  it.each(words)('quotes the login as it is: %s', (text) => expect(sources).toContain(text));
});
