import { describe, expect, it } from 'vitest';
import { checkOutput } from '../../src/render/check-output.ts';
import { largePlan } from './large-plans.ts';
import { CHANGES, finding, LINE_7, plan } from './plans.ts';

describe('the check of a plan', () => {
  it('has the sentence as its title and the plan as its summary', () => {
    const { title, summary } = checkOutput(plan({ changes: [CHANGES.attach], findings: [finding()] }));
    expect(title).toBe('Nobody gains or loses access, 1 blocked');
    expect(summary).toMatch(/^### `acr-access.yaml`: Nobody gains or loses access, 1 blocked\n/);
    expect(summary).toMatch(/<sub>account .*<\/sub>\n$/);
  });

  it('stays below the size of a check, however it is counted', () => {
    const large = largePlan(5000);
    const findings = Array.from({ length: 3000 }, () => finding({ message: 'ж'.repeat(100) }));
    for (const shown of [large, { ...large, findings }]) {
      const { title, summary } = checkOutput(shown);
      expect(Buffer.byteLength(summary)).toBeLessThan(65_535);
      expect(title.length).toBeLessThan(255);
    }
  });

  it('points at lines of the file for what blocks or is new, and at nothing else', () => {
    const findings = [
      finding({ source: LINE_7, message: 'stop' }),
      finding({ source: LINE_7, message: 'new', blocking: false }),
      finding({ source: LINE_7, message: 'old', blocking: false, introduced: false }),
      finding({ source: { ...LINE_7, file: 'other.yaml' }, message: 'elsewhere' }),
      finding({ message: 'nowhere' }),
    ];
    expect(checkOutput(plan({ findings })).annotations).toEqual([
      { path: 'acr-access.yaml', line: 7, level: 'failure', title: 'PRT01', message: 'stop\nKeep its grants.' },
      { path: 'acr-access.yaml', line: 7, level: 'warning', title: 'PRT01', message: 'new\nKeep its grants.' },
    ]);
  });

  it('annotates 50 of them, those that block first, and counts the rest', () => {
    const notes = Array.from({ length: 60 }, () => finding({ source: LINE_7, blocking: false }));
    const { annotations, summary } = checkOutput(plan({ findings: [finding({ source: LINE_7 }), ...notes] }));
    expect(annotations).toHaveLength(50);
    expect(annotations[0]!.level).toBe('failure');
    expect(summary).toContain('11 more findings on lines of the file without an annotation.');
  });

  it('names the path as the repository does', () => {
    const file = './access/acr-access.yaml';
    const { annotations } = checkOutput(plan({ config: file, findings: [finding({ source: { ...LINE_7, file } })] }));
    expect(annotations[0]!.path).toBe('access/acr-access.yaml');
  });
});
