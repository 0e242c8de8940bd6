import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the SDK loads at its start and no call of ours reaches: half of its code, and two thirds of the time that it takes to
 * load. Read in @alicloud/openapi-core 1.0.8 and @darabonba/typescript 1.0.5; a newer version has to be read again.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '@alicloud/credentials': 'looks for keys in files, variables and child processes; ours are handed over as they are',
  '@alicloud/gateway-spi': 'gateways that change requests; there is none',
  lodash: 'one function, `merge`, which generated clients call',
  xmlbuilder: 'requests in XML; answers in XML are read, by another package',
};

/**
 * The parts of the SDK's base that are there: not WebSockets with their proxies, nor the dates and files of generated clients.
 * The SDK's core makes classes of `AbstractWebSocketHandler` as it loads, and no object of them.
 */
const BASE = '@darabonba/typescript';
const BASE_PARTS = ['core', 'error', 'func', 'retry', 'stream'];
const BASE_CLASSES = { Form: 'form', Stream: 'stream', URL: 'url', XML: 'xml' };

/**
 * Puts a stand-in for each of them into `folder`: whoever uses it is told, and nothing goes on with half a module.
 *
 * @returns a tsconfig.json whose `paths` lead there; ncc follows that of the variable TS_NODE_PROJECT
 */
export function leaveOut(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const texts = { [BASE]: base(), ...Object.fromEntries(Object.keys(LEFT_OUT).map((name) => [name, standIn(name)])) };
  const paths = Object.entries(texts).map(([name, text]) => {
    const file = `${name.replace(/\W+/g, '-').replace(/^-/, '')}.cjs`;
    writeFileSync(join(folder, file), text);
    return [name, [`./${file}`]];
  });
  const tsconfig = join(folder, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { paths: Object.fromEntries(paths) } }));
  return tsconfig;
}

function base(): string {
  const parts = BASE_PARTS.map((part) => `...require('${BASE}/dist/${part}')`);
  const classes = Object.entries(BASE_CLASSES).map(
    ([name, part]) => `${name}: require('${BASE}/dist/${part}').default`,
  );
  const all = [...parts, ...classes, 'AbstractWebSocketHandler: class {}'];
  return `module.exports = { ${all.join(', ')} };\n`;
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
