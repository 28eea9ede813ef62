import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('add-app')
  .description('Add an app to .projenrc.ts and write its files')
  .argument('<name>', 'Name of the app: a DNS label of at most 40 characters, final once it is deployed')
  .option('--port <port>', 'Port the server listens on')
  .option('--framework <framework>', 'flask, django, fastapi, or starlette')
  .option('--interface <interface>', 'How the server calls the code: wsgi, or asgi (FastAPI by default)')
  .option('--server <server>', 'granian or gunicorn')
  .option('--callable <module:name>', 'Callable that the server runs, if you bring your own code')
  .option('--packages <packages>', 'requirements or uv')
  .option('--python-version <version>', 'Python version of the image')
  .addOption(dryRun())
  .addOption(jsonFlag('{ schemaVersion, dryRun, changes, diff, written, removed, savedEdits, app, found }'));

export type AddAppFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['add-app reports --port 8080 --framework fastapi', 'add-app reports --dry-run'],
  load: async () => (await import('./run.js')).runAddApp,
});
