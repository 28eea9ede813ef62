import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('diff')
  .description('Show what a merge or a promotion would change, and which pods would restart')
  .argument('[environment...]', 'Names of environments (default: all of them)')
  .option('--app <app...>', 'Compare only these apps')
  .option('--merge', 'Show what merging this checkout would change, even where the default is a promotion')
  .option('--from <environment>', 'Show what a release from this environment would change (default: the previous one)')
  .option('--image <image>', 'Show what a release of this image of one app would change')
  .option('--revision <commit>', 'Commit whose configuration a gated environment would run')
  .option('--base <commit>', 'Compare with this commit instead of the branches of origin, or the local ones')
  .option('--summary', 'Leave out the changed fields')
  .addOption(jsonFlag('{ schemaVersion, changed, environments }'))
  .option('--markdown', 'Print Markdown for a review: the merge, and the promotions that wait')
  .option('--exit-code', 'Exit with 1 if anything differs');

export type DiffFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['diff prod --app checkout', 'diff --merge --summary'],
  load: async () => (await import('./run.js')).runDiff,
});
