import type { Reporter } from '../../ports.ts';
import { logText } from '../../render/escape.ts';

/** Nothing is shown of work that ends within a second. */
const QUIET_MS = 1000;
/** Without a terminal a line stays in the log, so there are few of them. */
const LOG_EVERY_MS = 5000;

/** Progress and notes on stderr: one line that is redrawn on a terminal, few plain lines elsewhere. */
export function terminalReporter(
  stream: { write(text: string): unknown; isTTY?: boolean },
  now: () => number,
): Reporter & { end(): void } {
  const start = now();
  let drawn = false;
  let lastLine = 0;
  const clear = (): void => {
    if (drawn) stream.write('\r\u001b[K');
    drawn = false;
  };
  const line = (text: string): void => {
    clear();
    stream.write(`${logText(text)}\n`);
  };
  return {
    progress: (text) => {
      if (now() - start < QUIET_MS) return;
      if (stream.isTTY) {
        clear();
        stream.write(logText(text));
        drawn = true;
      } else if (now() - lastLine >= LOG_EVERY_MS) {
        lastLine = now();
        line(text);
      }
    },
    note: line,
    warn: (text) => line(`warning: ${text}`),
    end: clear,
  };
}
