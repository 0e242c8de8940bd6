import { requireExit, toolName, withEmulator } from './emulated.ts';
import { printNumber, seconds } from './numbers.ts';
import { unattachedWorld } from './worlds.ts';

/** Apply of many attachments against the documented limits: as fast as the service allows, and hardly ever throttled. */
const MOST_TIMES = 1.2;
const MOST_THROTTLED = 0.01;
const PER_SECOND = 10;
const SIZE = { users: 200, policies: 50, attachments: 600 };
const OPERATION = 'RAM AttachPolicyToUser';

const run = await withEmulator(unattachedWorld(SIZE), { limits: 'real' }, (tool) => tool('apply', '--yes', '--json'));
requireExit(run, 0);
const attached = run.calls.filter(({ operation, code }) => operation === OPERATION && code === '').length;
if (attached !== SIZE.attachments) throw new Error(`${attached} policies were attached, not ${SIZE.attachments}`);
const throttled = run.calls.filter(({ code }) => code.startsWith('Throttling')).length;
const boundMs = (SIZE.attachments / PER_SECOND) * 1000;

console.log(`Apply of ${SIZE.attachments} attachments at the documented limits; ${toolName}; one run, start to end`);
console.log(`  ${run.calls.length} calls: read and plan, attach, read back and plan again`);
printNumber({
  name: `time of applying ${SIZE.attachments} attachments`,
  value: `${seconds(run.ms)} (${(run.ms / boundMs).toFixed(2)} x)`,
  target: `at most ${seconds(boundMs * MOST_TIMES)} (${MOST_TIMES} x)`,
  reference: `${seconds(boundMs)} at ${PER_SECOND} a second`,
  met: run.ms <= boundMs * MOST_TIMES,
});
printNumber({
  name: 'throttled calls of that apply',
  value: `${throttled} (${((throttled / run.calls.length) * 100).toFixed(1)} %)`,
  target: `at most ${MOST_THROTTLED * 100} %`,
  reference: `${run.calls.length} calls`,
  met: throttled <= run.calls.length * MOST_THROTTLED,
});
