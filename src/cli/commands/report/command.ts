import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command, Option } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

/** How GitHub Actions reports that a job ended. @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context */
const ENDED = ['success', 'failure', 'cancelled', 'skipped'] as const;

const declaration = new Command('report')
  .description('Report a failed release in a GitHub issue, or close the issue after one that passed')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .addOption(
    new Option('--release <result>', 'How the job of the release ended').choices(ENDED).makeOptionMandatory(true),
  )
  .addOption(
    new Option(
      '--gate <result>',
      'passed if the release passed its gate, otherwise how the job of the gate ended',
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
