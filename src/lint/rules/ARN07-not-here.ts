import { quotedName } from '../../config/visible-text.ts';
import { parseArn } from '../../policy/arn.ts';
import { inventoryOf } from '../inventory-of.ts';
import type { DocumentRule, LintContext } from '../rule.ts';
import { hasWildcard, statementsOf } from '../statements.ts';

/** A resource of another account, or of an instance that is elsewhere or nowhere: the statement matches no request. */
export const notHere: DocumentRule = {
  kind: 'document',
  id: 'ARN07',
  severity: 'medium',
  remedy: 'Correct the account, region or instance id, or remove the resource.',
  check: (document, context) =>
    statementsOf(document)
      .flatMap(({ resources }) => resources)
      .flatMap((resource) => {
        const why = whyDead(resource, context, document.grant !== undefined);
        return why === undefined ? [] : [{ message: `${quotedName(resource)} names nothing that is here: ${why}` }];
      }),
};

function whyDead(resource: string, context: LintContext, isDeclared: boolean): string | undefined {
  const { config } = context;
  const inventory = inventoryOf(context);
  const arn = parseArn(resource);
  if (arn === undefined) return undefined;
  const { account, region, instance } = arn;
  if (!hasWildcard(account) && account !== config.account) return `the account is ${config.account}`;
  if (instance === undefined || hasWildcard(instance)) return undefined;
  const registry = config.registries.find((one) => one.edition === 'enterprise' && one.instance === instance);
  const known = registry ?? inventory?.instances.find(({ id }) => id === instance);
  if (known !== undefined) {
    return hasWildcard(region) || region === known.region ? undefined : `${instance} is in ${known.region}`;
  }
  // The inventory covers the regions of the file; what an unmanaged policy says of other regions is not known.
  const wasRead = inventory !== undefined && config.registries.some((one) => one.region === region);
  if (!isDeclared && !wasRead) return undefined;
  return wasRead ? `there is no instance ${instance} in ${region}` : `no registry of the file has instance ${instance}`;
}
