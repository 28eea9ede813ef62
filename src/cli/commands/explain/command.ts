import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('explain')
  .description('List all options, search them, or show one: its meaning, its value, and the files it affects')
  .argument('[words...]', 'Path of an option, as in apps.checkout.environments.prod.replicas, or words to search for')
  .addOption(
    jsonFlag(
      'for a path, { schemaVersion, option, summary, remarks, type, default, example, see, value, from, raisedFor, ' +
        'settings, workload, files }, otherwise { schemaVersion, options, recipes }',
    ),
  );

export type ExplainFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['explain', 'explain autoscaling', 'explain apps.checkout.environments.prod.replicas'],
  load: async () => (await import('./run.js')).runExplain,
});
