import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command, Option } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

/** How GitHub Actions reports that a job ended. @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context */
const ENDED = ['success', 'failure', 'cancelled', 'skipped'] as const;

const declaration = new Command('report')
  .description('Open or update a GitHub issue after a failed release, or close it after one that passes')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .addOption(new Option('--release <result>', 'Result of the release job').choices(ENDED).makeOptionMandatory(true))
  .addOption(
    new Option(
      '--gate <result>',
      'passed if the release passed its gate, otherwise the result of the gate job',
    ).choices(['passed', ...ENDED]),
  )
  .option('--image <image>', 'The released image (default: the one in the environment)')
  .option('--why <text>', 'Why the gate failed')
  .addOption(dryRun())
  .addOption(jsonFlag('{ schemaVersion, app, environment, result, action, issue, why, dryRun }'));

export type ReportFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: [
    'report checkout dev --release failure --dry-run',
    'report checkout dev --release success --gate passed --image :4f2c9d1',
  ],
  load: async () => (await import('./run.js')).runReport,
});
