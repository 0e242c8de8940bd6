import { quotedName } from '../../config/visible-text.ts';
import { parseArn } from '../../policy/arn.ts';
import { globMatch } from '../../policy/glob.ts';
import { instanceResource } from '../resources.ts';
import type { DocumentRule, Hit } from '../rule.ts';
import { allowsOf, givesEveryAction, hasWildcard, isEverything } from '../statements.ts';

/** Charts of the older chart service have resources of their own, `chart/…`: easily forgotten, easily caught by a wildcard. */
export const charts: DocumentRule = {
  kind: 'document',
  id: 'ARN12',
  severity: 'info',
  remedy: 'Name chart/cri-…/* where charts are meant, and the type repository where they are not.',
  check: (document) => {
    const allows = allowsOf(document);
    const all = allows.filter(givesEveryAction).flatMap(({ resources }) => resources);
    return [...new Set(allows.flatMap(({ resources }) => resources))].flatMap((resource): Hit[] => {
      if (!isEverything(resource) && hasWildcard(parseArn(resource)?.type ?? '')) {
        return [{ message: `${quotedName(resource)} covers charts as well as images` }];
      }
      const whole = instanceResource(resource);
      if (whole?.type !== 'repository' || !/^\*+$/.test(whole.path ?? '') || !all.includes(resource)) return [];
      const chart = resource.replace(':repository/', ':chart/').replace(/\*+$/, 'x/x');
      return all.some((other) => globMatch(other, chart))
        ? []
        : [{ message: `${quotedName(resource)} covers every image of the instance and none of its charts` }];
    });
  },
};
