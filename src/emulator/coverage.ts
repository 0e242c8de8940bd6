import { SERVICES } from './services.ts';

/** The operations that the emulator serves, as the Markdown list of its README. */
export function coverageList(): string {
  return SERVICES.map(({ name, version, operations }) => {
    const rows = Object.entries(operations)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([operation, { action, write, perSecond }]) => {
        return `| ${operation} | ${write ? 'write' : 'read'} | ${action === undefined ? 'none' : `\`${action}\``} | ${perSecond} |`;
      });
    return [
      `### ${name} ${version}: ${rows.length} operations`,
      '',
      '| operation | | permission | calls per second |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n');
  }).join('\n\n');
}
