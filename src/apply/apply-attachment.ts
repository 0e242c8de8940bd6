import { AcrAccessError, type ServiceError } from '../errors.ts';
import { ACCOUNT_SCOPE, type PrincipalKind } from '../policy/principal.ts';
import type { AccountReader } from '../ports.ts';
import { attachmentKey, customPolicyKey } from '../state/keys.ts';
import type { Attachment } from '../state/types.ts';
import { outwaitLag, readBack, type Settled, type Step, settle } from './step.ts';

/** Error codes spell the three kinds of principals so. */
const ENTITY: Record<PrincipalKind, string> = { user: 'User', group: 'Group', role: 'Role' };

/** Attaches. "Already attached" counts only when the account shows it in the wanted scope. */
export function createAttachment(step: Step, wanted: Attachment): Promise<Settled> {
  const isThere = () => isAttached(step.reader, wanted);
  return outwaitLag(
    step,
    (error) => isMissingEndJustWritten(step, wanted, error),
    () =>
      settle(step, {
        send: () => step.writer.attach(wanted),
        inEffect: isThere,
        alreadySo: async (error) => {
          if (error.kind !== 'already-exists') return false;
          await mustBeThere(step, wanted, isThere);
          return true;
        },
      }),
  );
}

/** Detaches. Only "this principal does not have this policy" counts as done before: another missing name is an error. */
export function deleteAttachment(step: Step, unwanted: Attachment): Promise<Settled> {
  return settle(step, {
    send: () => step.writer.detach(unwanted),
    inEffect: async () => !(await isAttached(step.reader, unwanted)),
    alreadySo: (error) => error.serviceCode === `EntityNotExist.${entityOf(unwanted)}.Policy`,
  });
}

/** Reads what shows the attachment: the principal's own list is cheap but blind to resource groups. */
async function isAttached(reader: AccountReader, wanted: Attachment): Promise<boolean> {
  const inAccount = wanted.scope === ACCOUNT_SCOPE;
  const attachments = inAccount ? await reader.attachmentsOf(wanted.principal) : await reader.attachments();
  return attachments.some((found) => attachmentKey(found) === attachmentKey(wanted));
}

async function mustBeThere(step: Step, wanted: Attachment, isThere: () => Promise<boolean>): Promise<void> {
  const seen = await readBack(step, isThere);
  if (seen === 'yes') return;
  const where = wanted.scope === ACCOUNT_SCOPE ? 'the account' : `resource group ${wanted.scope}`;
  const doubt = seen === 'no' ? `does not show it in the scope of ${where}` : `cannot be read to check the scope`;
  throw new AcrAccessError(
    'failed',
    `the service says that ${wanted.policy} is attached to ${wanted.principal} already, but the account ${doubt}`,
    { hint: 'Look at the attachments of this principal in the RAM console, then run apply again.' },
  );
}

/** The whole code, not a part of it: `EntityNotExist.User.Policy` lies below `EntityNotExist.User` and means another thing. */
function isMissingEndJustWritten(step: Step, wanted: Attachment, { serviceCode }: ServiceError): boolean {
  if (serviceCode === 'EntityNotExist.Policy') {
    return wanted.type === 'Custom' && step.justWritten.has(customPolicyKey(wanted.policy));
  }
  const principal = wanted.principal.replace(':', '/');
  return serviceCode === `EntityNotExist.${entityOf(wanted)}` && step.justWritten.has(principal);
}

const entityOf = ({ principal }: Attachment): string =>
  ENTITY[principal.slice(0, principal.indexOf(':')) as PrincipalKind];
