import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';

const declaration = new Command('dashboards')
  .description('Show the dashboard of an app that make dev runs on this machine')
  .argument('[app]', 'Name of the app (default: the first one with metrics)')
  .option('--port <number>', 'Port of the page (default: 9099)')
  .option('--service-port <number>', 'Port of the service, as in make dev PORT=5001 (default: the one in the config)');

export type DashboardsFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['dashboards', 'dashboards checkout --service-port 5001'],
  load: async () => (await import('./run.js')).runDashboards,
});
