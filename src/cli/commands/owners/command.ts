import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('owners')
  .description('Show who owns a path, which option sets it, and what to change instead')
  .argument('[path]', 'A file or folder (default: the whole repository)')
  .addOption(jsonFlag('[{ path, owner, option }]'));

export type OwnersFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['owners', 'owners apps/checkout/Dockerfile'],
  load: async () => (await import('./run.js')).runOwners,
});
