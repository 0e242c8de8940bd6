import type { Reporter } from '../../ports.ts';
import { logText } from '../../render/escape.ts';

/** Nothing is shown of work that ends within a second. */
const QUIET_MS = 1000;
/** Without a terminal every line stays in the log, so there are few of them. */
const LOG_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 200;

/**
 * Progress and notes on stderr. Progress is the latest text and the seconds so far: one line that is redrawn on a
 * terminal, few plain lines elsewhere.
 */
export function terminalReporter(
  stream: { write(text: string): unknown; isTTY?: boolean },
  now: () => number,
): Reporter & { clear(): void; end(): void } {
  const start = now();
  let latest: string | undefined;
  let drawn = false;
  let nextLine = start + QUIET_MS;
  const erase = (): void => {
    if (drawn) stream.write('\r\u001b[K');
    drawn = false;
  };
  const line = (text: string): void => {
    erase();
    stream.write(`${logText(text)}\n`);
  };
  const draw = (): void => {
    if (latest === undefined || now() < nextLine) return;
    const text = `${latest} (${Math.round((now() - start) / 1000)} s)`;
    if (stream.isTTY) {
      erase();
      stream.write(logText(text));
      drawn = true;
    } else {
      nextLine = now() + LOG_EVERY_MS;
      line(text);
    }
  };
  const timer = setInterval(draw, REDRAW_EVERY_MS);
  timer.unref();
  const clear = (): void => {
    latest = undefined;
    erase();
  };
  return {
    clear,
    progress: (text) => {
      latest = text;
    },
    note: line,
    warn: (text) => line(`warning: ${text}`),
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}
