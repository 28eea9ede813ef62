import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('explain')
  .description('Show the value of an option, where it is set, and which files it affects')
  .argument('<option>', 'Path of the option, as in apps.checkout.environments.prod.replicas')
  .addOption(jsonFlag('{ schemaVersion, option, value, from, settings, default, workload, files }'));

export type ExplainFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['explain apps.checkout.environments.prod.replicas'],
  load: async () => (await import('./run.js')).runExplain,
});
