import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the SDK loads at its start and no call of ours reaches: half of its code, and two thirds of the time that it takes to
 * load. Read in @alicloud/openapi-core 1.0.8 and @darabonba/typescript 1.0.5; a newer version has to be read again.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '@alicloud/credentials': 'looks for keys in files, variables and child processes; ours are handed over as they are',
  lodash: 'one function, `merge`, which generated clients call',
  moment: 'the type of dates in generated clients',
  xmlbuilder: 'requests in XML; answers in XML are read, by another package',
  ws: 'WebSocket calls',
  'http-proxy-agent': 'proxies of WebSocket calls; ours are in src/edges/http/agents.ts',
  'https-proxy-agent': 'the same',
  'socks-proxy-agent': 'the same',
};

/**
 * Puts a stand-in for each of them into `folder`: whoever uses it is told, and nothing goes on with half a module.
 *
 * @returns a tsconfig.json whose `paths` lead there; ncc follows that of the variable TS_NODE_PROJECT
 */
export function leaveOut(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const paths: Record<string, string[]> = {};
  for (const name of Object.keys(LEFT_OUT)) {
    const file = `${name.replace(/\W+/g, '-').replace(/^-/, '')}.cjs`;
    writeFileSync(join(folder, file), standIn(name));
    paths[name] = [`./${file}`];
  }
  const tsconfig = join(folder, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { paths } }));
  return tsconfig;
}

/** `__esModule` is what an import asks, everything else is use. */
const standIn = (name: string): string => `
const used = () => {
  throw new Error(${JSON.stringify(`${name} is used, and it is not in the bundle`)});
};
module.exports = new Proxy(function () {}, {
  get: (_, key) => (key === '__esModule' ? undefined : used()),
  apply: used,
  construct: used,
});
`;
