import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('validate')
  .description('Check every manifest, overlay and generated file')
  .argument('[folder]', 'Any GitOps tree, generated or not (default: this repository)')
  .addOption(jsonFlag('{ schemaVersion, ok, checks, problems, notChecked, notSet, notReleased, notSealed }'))
  .option('--no-cache', 'Build everything again, and store no results');

export type ValidateFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['validate', 'validate ../manifests --json'],
  load: async () => (await import('./run.js')).runValidate,
});
