import { logText } from '../../render/escape.ts';
import { Redactor } from '../alibaba/redact.ts';
import { runnerToolkit, type Toolkit } from './toolkit.ts';

/** The runner of a job, and what may be said to it: nothing that goes through here holds a secret or forges a command. */
export interface JobVoice {
  readonly runner: Toolkit;
  /** hears of every secret before it is used: masked in the log from now on, and taken out of what is posted */
  readonly onSecret: (secret: string) => void;
  /** the text without secrets; the runner masks line by line, and only in the log */
  readonly redact: (text: string) => string;
  /** the same, safe for the log */
  readonly shown: (text: string) => string;
  readonly log: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly debug: (text: string) => void;
}

/** @param secretInputs inputs whose values are secrets from the start */
export function jobVoice(env: NodeJS.ProcessEnv, secretInputs: readonly string[]): JobVoice {
  const runner = runnerToolkit(env, (text) => void process.stdout.write(text));
  const redactor = new Redactor();
  const onSecret = (secret: string): void => {
    runner.mask(secret);
    redactor.add(secret);
  };
  for (const secret of secretInputs.map(runner.input)) if (secret !== '') onSecret(secret);
  const redact = (text: string): string => redactor.redact(text);
  const shown = (text: string): string => logText(redact(text));
  return {
    runner,
    onSecret,
    redact,
    shown,
    log: (text) => runner.info(shown(text)),
    warn: (text) => runner.warning(shown(text)),
    debug: (text) => runner.debug(shown(text)),
  };
}
